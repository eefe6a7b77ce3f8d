import type { GatewayEvent } from '../domain/gateway/events.ts';
import { commandOf, outboxStream } from '../domain/gateway/route.ts';
import type { StreamName } from '../domain/ids.ts';
import { msBetween } from '../domain/instants.ts';
import { jobStream } from '../domain/job/id.ts';
import type { Command, Instant } from '../domain/message.ts';
import { isForgottenUpdate } from '../domain/personal/fields.ts';
import { Refusal } from '../domain/refusal.ts';
import { decode } from '../domain/upcast.ts';
import { type Clock, type EventStore, type Log, StoreError, type Timers } from './ports.ts';
import type { ActorSystem } from './system.ts';
import type { OpenJob } from './work/desk.ts';
import type { WorkOffer } from './work/ports.ts';

/** What the log says is not finished: the answer of a read model, so it may be a little old. */
export interface OpenWork {
  /** Updates recorded for a chat that has not taken them, oldest first. */
  untaken: { commandId: string; gatewayStream: StreamName; revision: bigint; receivedAt: Instant }[];
  /** Chats with commands that are being answered, or with questions put to a user. */
  unanswered: { stream: StreamName; at: Instant }[];
  /** Chats with replies that are not delivered. */
  undelivered: { chatId: number; at: Instant }[];
  /** Jobs that have not ended, or whose followers were not told of it. */
  jobs: SweptJob[];
}

export interface SweptJob extends OpenJob {
  /** When its actor has something to do about it, awake or not. */
  dueAt?: Instant;
  /** What is offered to workers, from `availableAt` on. */
  waits?: { availableAt: Instant; since: Instant; offer: WorkOffer };
}

export interface SweeperPorts {
  openWork(): Promise<OpenWork>;
  store: Pick<EventStore, 'readStream'>;
  system: Pick<ActorSystem, 'tell' | 'wake'>;
  /** Brings work to workers. */
  offer(offer: WorkOffer): void;
  clock: Clock;
  timers: Timers;
  log: Log;
  /** Told when commands had to be taken from the log. */
  took(count: number, oldestMs: number): void;
}

export interface Sweeper {
  /** Takes up everything that is open, whatever its age: the start of a process. */
  resume(): Promise<{ commands: number; chats: number }>;
  stop(): void;
}

/**
 * What the bus, or a crash, has kept from its actor comes from the log: the log is the truth, the bus is
 * transport. A command taken twice changes nothing the second time.
 */
export function sweeper(
  ports: SweeperPorts,
  { everyMs, takeAfterMs }: { everyMs: number; takeAfterMs: number },
): Sweeper {
  const { clock, timers, log } = ports;
  let stopped = false;
  let callOff = timers.after(everyMs, tick);

  async function tick() {
    try {
      await take(takeAfterMs);
    } catch (error) {
      log.warn({ err: error }, 'the sweep failed; the next one comes');
    }
    if (!stopped) callOff = timers.after(everyMs, tick);
  }

  async function take(olderThanMs: number): Promise<{ commands: number; chats: number }> {
    const work = await ports.openWork();
    // What is dated in the future is due: the clock was set back, and how old it is cannot be told.
    const due = (at: Instant) => {
      const ageMs = msBetween(at, clock.now());
      return ageMs >= olderThanMs || ageMs < 0;
    };
    const late = work.untaken.filter(({ receivedAt }) => due(receivedAt));
    for (const { gatewayStream, revision } of late) if (!stopped) await takeFromLog(gatewayStream, revision, ports);
    if (late.length > 0) ports.took(late.length, Math.max(0, msBetween(late[0]!.receivedAt, clock.now())));
    const streams = new Set([
      ...work.unanswered.filter(({ at }) => due(at)).map(({ stream }) => stream),
      ...work.undelivered.filter(({ at }) => due(at)).map(({ chatId }) => outboxStream(chatId)),
    ]);
    for (const job of work.jobs)
      if (isDue(job, olderThanMs)) streams.add(jobStream(job.jobId));
      else if (job.waits !== undefined && isWaitOver(job.waits, olderThanMs)) ports.offer(job.waits.offer);
    for (const stream of streams) if (!stopped) await wake(stream, ports);
    return { commands: late.length, chats: streams.size };
  }

  /** At the start whatever runs is looked at: whoever worked on it may be gone. */
  function isDue({ state, dueAt }: SweptJob, olderThanMs: number): boolean {
    if (olderThanMs === 0 && state === 'running') return true;
    return dueAt !== undefined && isPast(dueAt, olderThanMs);
  }

  /** What has waited since an instant that is yet to come was dated by a clock that has been set back: it is offered. */
  function isWaitOver({ availableAt, since }: { availableAt: Instant; since: Instant }, olderThanMs: number): boolean {
    return isPast(availableAt, olderThanMs) || msBetween(clock.now(), since) > 0;
  }

  function isPast(at: Instant, olderThanMs: number): boolean {
    return msBetween(at, clock.now()) >= olderThanMs;
  }

  return {
    resume: () => take(0),
    stop() {
      stopped = true;
      callOff();
    },
  };
}

async function takeFromLog(gateway: StreamName, revision: bigint, { store, system, log }: SweeperPorts): Promise<void> {
  for await (const [event] of store.readStream(gateway, { from: revision, limit: 1 })) {
    const decoded = event === undefined ? undefined : decode(event);
    if (decoded?.known !== true || decoded.event.type !== 'UpdateReceived') return;
    if (isForgottenUpdate(decoded.event.data)) return;
    const { data, id } = decoded.event;
    const command = commandOf(data as unknown as GatewayEvent & { type: 'UpdateReceived' }, id);
    await tellOrLeave(command, system, log);
  }
}

/** An actor that rests or is overrun is asked again at the next sweep. */
async function tellOrLeave(command: Command, system: SweeperPorts['system'], log: Log): Promise<void> {
  await system.tell(command).catch(error => leave(error, command.stream, log));
}

async function wake(stream: StreamName, { system, log }: SweeperPorts): Promise<void> {
  await system.wake(stream).catch(error => leave(error, stream, log));
}

function leave(error: unknown, stream: string, log: Log): void {
  if (!(error instanceof Refusal) && !(error instanceof StoreError)) throw error;
  log.info({ stream, cause: error.message }, 'left for the next sweep');
}

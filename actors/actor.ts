import type { AnyMachineSnapshot } from 'xstate';
import type { Aggregate } from '../domain/aggregate.ts';
import { noted } from '../domain/fold.ts';
import type { StreamName } from '../domain/ids.ts';
import type { Command, NewEvent } from '../domain/message.ts';
import type { Fact } from '../domain/upcast.ts';
import type { Effects, Handle, Outcome } from './handle.ts';
import { mailbox } from './mailbox.ts';
import { envelop, plan, type Writer } from './plan.ts';
import { playing } from './play.ts';
import {
  type Appended,
  type Clock,
  type EventStore,
  type Log,
  OutcomeUnknown,
  RevisionConflict,
  type SnapshotCache,
  StoreUnavailable,
} from './ports.ts';
import { cacheable, missedFacts, recover } from './recovery.ts';

/** What every actor is given. */
export interface ActorWorld {
  store: EventStore;
  clock: Clock;
  log: Log;
  writer: Writer;
  cache?: SnapshotCache;
  /** Told of everything recorded, after the machine has it. */
  recorded(stream: StreamName, facts: Fact[], revision: bigint): void;
  /** Told of what the log made an actor do twice: often in a storm, so whoever listens must count. */
  repeated?(what: LogTrouble): void;
  mailboxMax: number;
  /** How often a decision is made again because another writer was first, or an append's fate is unknown. */
  conflictRetriesMax: number;
  /** A snapshot goes to the cache after so many events. */
  snapshotEvery: number;
}

/** `decided again`: another writer was first. `appended again`: its fate was unknown, and whether it counts now. */
export type LogTrouble = { stream: StreamName } & (
  | { kind: 'decided again' }
  | { kind: 'appended again'; stored: boolean }
);

/** The one that acts for a stream. */
export interface Actor {
  tell(command: Command): Promise<Outcome>;
  /** Records that the program itself fails on this command, so that it can be let go. */
  quarantine(command: Command, cause: string): Promise<Outcome>;
  /** Asks the log for the fate of an append that was given up: what it holds goes on. Nothing else is asked. */
  settle(): Promise<void>;
  state(): AnyMachineSnapshot;
  /** Orders that wait or are being handled. */
  readonly waiting: number;
  stop(): void;
}

/**
 * Wakes the actor of a stream: folds the log, then starts the machine from the folded state, which starts the
 * effects of the state it is in.
 */
export async function wakeActor(
  aggregate: Aggregate,
  stream: StreamName,
  effects: Effects,
  world: ActorWorld,
  failed: (cause: unknown) => void,
): Promise<Actor> {
  const { store, clock, log, writer, cache } = world;
  const box = mailbox(world.mailboxMax);
  let sinceCached = 0;
  /** An append that was given up without knowing whether it counts. */
  let doubtful: { command: string; events: NewEvent[]; found: Fact[] } | undefined;
  const listeners = new Set<(facts: readonly Fact[]) => void>();
  let stopped = false;

  const actor: Actor = {
    tell: command => box.put(() => handle(command, () => plan(aggregate, command, actor.state(), clock.now(), writer))),
    quarantine: (command, cause) => box.put(() => handle(command, () => quarantineFacts(command, cause))),
    settle: async () => (doubtful === undefined ? undefined : box.put(findDoubted)),
    state: () => live.getSnapshot(),
    get waiting() {
      return box.waiting;
    },
    stop() {
      stopped = true;
      live.stop();
    },
  };

  const recovered = await recover(aggregate, stream, store, cache);
  let revision = recovered.revision;
  sinceCached = recovered.folded;
  const self: Handle = {
    stream,
    state: () => actor.state(),
    heard(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    order: order => actor.tell({ stream, actor: systemAgent(stream), traffic: 'real', ...order }),
    failed,
  };
  const live = playing(aggregate, effects, self, recovered.state);
  live.subscribe({ error: failed });
  live.start();
  return actor;

  /** Plan, record, perform; again from the log when another writer was first. */
  async function handle(command: Command, planned: () => NewEvent[]): Promise<Outcome> {
    const known = await settleDoubt(command);
    if (known !== undefined) return known;
    for (let tries = 1; ; tries++) {
      const events = planned();
      if (events.length === 0) return { facts: [], state: actor.state() };
      try {
        return perform(events, await record(command, events));
      } catch (error) {
        if (!(error instanceof RevisionConflict) || tries > world.conflictRetriesMax) throw error;
        log.info({ stream, correlationId: command.correlationId, tries }, 'another writer was first: deciding again');
        world.repeated?.({ kind: 'decided again', stream });
        const mine = among(await catchUp(), events);
        if (mine.length > 0) return { facts: mine, state: actor.state() };
      }
    }
  }

  /** The live machine takes what others have recorded as it takes its own facts; its effects go on. */
  async function catchUp(): Promise<Fact[]> {
    if (stopped) throw ended(stream);
    const missed = await missedFacts(stream, store, revision);
    if (missed.length > 0) take(missed);
    return missed;
  }

  /**
   * Before anything else is decided, the log is asked whether an append that was given up counts: what it holds
   * is what happened, and not what would be decided now.
   */
  async function settleDoubt(command: Command): Promise<Outcome | undefined> {
    await findDoubted();
    const known = doubtful;
    doubtful = undefined;
    if (known === undefined || command.id !== known.command || known.found.length === 0) return undefined;
    return { facts: known.found, state: actor.state() };
  }

  /** What counts after all moves the machine; who asked for it may still ask again, and is told the same. */
  async function findDoubted(): Promise<void> {
    if (doubtful === undefined) return;
    const { command, events, found } = doubtful;
    const mine = among(await catchUp(), events);
    world.repeated?.({ kind: 'appended again', stream, stored: found.length + mine.length > 0 });
    doubtful = { command, events, found: [...found, ...mine] };
  }

  /** An append whose fate is unknown is made again as it was: the same ids at the same revision count once. */
  async function record(command: Command, events: NewEvent[]): Promise<Appended> {
    for (let tries = 1; ; tries++) {
      try {
        const appended = await store.append(stream, revision, events);
        doubtful = undefined;
        if (tries > 1) world.repeated?.({ kind: 'appended again', stream, stored: true });
        return appended;
      } catch (error) {
        if (!(error instanceof OutcomeUnknown)) throw error;
        doubtful = { command: command.id, events, found: [] };
        if (tries > world.conflictRetriesMax) throw asUnavailable(error);
        log.warn({ stream, tries }, 'the fate of an append is unknown: appending the same again');
      }
    }
  }

  function perform(events: NewEvent[], appended: Appended): Outcome {
    const first = appended.revision - BigInt(events.length - 1);
    const recordedAt = clock.now();
    const facts = events.map((event, index): Fact => {
      const at = first + BigInt(index);
      return { ...event, stream, revision: at, position: appended.position, recordedAt };
    });
    take(facts);
    return { facts, state: actor.state() };
  }

  /** What is recorded moves the machine, and then everybody else may know. */
  function take(facts: Fact[]): void {
    const last = facts.at(-1)!.revision;
    revision = last;
    // A machine that was stopped moves no more: nobody may decide on its state, or keep it, again.
    if (stopped) doubtful ??= { command: '', events: [], found: [] };
    else move(facts, last);
    world.recorded(stream, facts, last);
  }

  function move(facts: Fact[], last: bigint): void {
    for (const fact of facts) live.send(noted(fact));
    for (const tell of listeners) tell(facts);
    sinceCached += facts.length;
    if (cache === undefined || sinceCached < world.snapshotEvery) return;
    cache.save(stream, aggregate.machineVersion, { state: cacheable(aggregate, actor.state()), revision: last });
    sinceCached = 0;
  }

  function quarantineFacts(command: Command, cause: string): NewEvent[] {
    const given = { id: command.id, at: clock.now(), by: command.actor, correlationId: command.correlationId };
    const facts = aggregate.quarantine?.(command.id, command.type, cause.slice(0, 600), given, actor.state()) ?? [];
    return envelop(aggregate, facts, command, writer);
  }
}

export function systemAgent(part: string) {
  return { id: `system:${part}`.slice(0, 80), role: 'system' as const };
}

/** Those that were to be recorded and that the log turns out to hold: an append that was said to have failed did count. */
function among(missed: Fact[], events: NewEvent[]): Fact[] {
  const ids = new Set(events.map(({ id }) => id));
  return missed.filter(({ id }) => ids.has(id));
}

/** What is asked of it now is asked of the one that acts for the stream next. */
function ended(stream: StreamName): StoreUnavailable {
  return new StoreUnavailable(`the actor of ${stream} has ended`, { hint: 'Nothing to do: it is asked again.' });
}

/** After so many tries the log is as good as gone; the order was not answered, so it will come again. */
function asUnavailable(cause: OutcomeUnknown): StoreUnavailable {
  return new StoreUnavailable('the log does not say whether it recorded', { hint: cause.hint, cause });
}

import type { Reply } from '../../domain/chat/reply.ts';
import { chatStream } from '../../domain/gateway/route.ts';
import { msBetween } from '../../domain/instants.ts';
import { endNotice, jobCard } from '../../domain/job/card.ts';
import type { Telling } from '../../domain/job/card-parts.ts';
import { type StateName, stateOf } from '../../domain/job/rules.ts';
import type { Job } from '../../domain/job/state.ts';
import type { Command, Instant } from '../../domain/message.ts';
import { Refusal, type RefusalCode } from '../../domain/refusal.ts';
import { systemAgent } from '../actor.ts';
import { effect, type Handle } from '../handle.ts';
import type { Clock, Log, Random, Timers } from '../ports.ts';
import { insist, pause } from '../waiting.ts';
import { cardTargets } from './card-targets.ts';

export interface FollowerPorts {
  telling(timeZone: string, now: Instant): Telling;
  timeZone: string;
  /** Chats that see every request that needs approval. */
  approvalChats: readonly number[];
  /** An order to another stream. */
  tell(command: Command): Promise<unknown>;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
}

/** What follows at once is shown together, and whoever asked is answered first. */
const gatherMs = 200;
/** Between two cards that differ in progress alone. */
const progressMs = 2_500;
/** Without news, a card of running work is shown anew after so long, or a tenth of the time it has run. */
const tickMs = 15_000;
/** A chat that could not take the end of a job is told it again. */
const againMs = 10_000;

/**
 * Shows a job in the chats that follow it, and to those who approve: one message each, changed as the job goes on;
 * at the end a message of its own, once, also after a crash. What becomes of these messages changes no job.
 */
export const tellFollowers = (ports: FollowerPorts) => (handle: Handle) =>
  effect(handle, async (signal, inbox) => {
    let moved = true;
    let heard = true;
    let awaken = () => {};
    /** By reply: the fact that it showed the job after. Whoever follows has been given the card as it is. */
    const shownAfter = new Map<string, string>();
    signal.addEventListener('abort', () => awaken(), { once: true });
    inbox(({ type, ...fact }) => {
      if (type === 'JobFollowed') shownAfter.set(fact.follower.replyId, fact.meta.id);
      moved = moved || type !== 'Progress';
      heard = true;
      awaken();
    });
    for (let shownMs = Number.NEGATIVE_INFINITY; !signal.aborted; ) {
      if (isShown(jobOf(handle), ports)) {
        const sinceMs = ports.clock.monotonicMs() - shownMs;
        // The machine hands a fact on before its own state shows it: this waits for that, too.
        await pause(ports.timers, moved ? gatherMs : Math.max(gatherMs, progressMs - sinceMs), signal);
        if (signal.aborted) return;
        const sight = { state: stateOf(handle.state()), job: jobOf(handle), moved };
        [moved, heard] = [false, false];
        await show(sight, shownAfter, ports, signal);
        await tellEnd(sight, handle, ports, signal);
        shownMs = ports.clock.monotonicMs();
      } else heard = false;
      if (!heard) await asleep(nextLookMs(handle, ports));
    }

    /** Until there is news, or for so long. */
    function asleep(ms: number | undefined): Promise<void> {
      return new Promise(resolve => {
        const callOff = ms === undefined ? () => {} : ports.timers.after(ms, () => awaken());
        awaken = () => {
          callOff();
          awaken = () => {};
          resolve();
        };
        if (signal.aborted) awaken();
      });
    }
  });

const jobOf = (handle: Handle): Job => handle.state().context;

/** Whether anybody sees it, and has not seen the end of it. */
function isShown({ request, followers, endedAt, told, news }: Job, { approvalChats }: FollowerPorts): boolean {
  if (request === undefined || (endedAt !== undefined && told >= news)) return false;
  return followers.length > 0 || (request.spec.gates.length > 0 && approvalChats.length > 0);
}

function nextLookMs(handle: Handle, ports: FollowerPorts): number | undefined {
  const job = jobOf(handle);
  if (!isShown(job, ports)) return undefined;
  if (job.endedAt !== undefined) return job.followers.length > 0 ? againMs : undefined;
  if (stateOf(handle.state()) !== 'running' || job.startedAt === undefined) return undefined;
  return Math.max(tickMs, msBetween(job.startedAt, ports.clock.now()) / 10);
}

/** What is to be shown, and what by: a move of the job, or its progress alone. */
interface Sight {
  state: StateName;
  job: Job;
  moved: boolean;
}

async function show(sight: Sight, shownAfter: Map<string, string>, ports: FollowerPorts, signal: AbortSignal) {
  const { state, job, moved } = sight;
  const telling = ports.telling(ports.timeZone, ports.clock.now());
  const reply = jobCard({ jobId: job.jobId, state, job }, telling);
  const { eventId } = job.last;
  const tick = moved ? '' : `/${Math.round(ports.clock.monotonicMs() / 1000)}`;
  for (const { chatId, replyId, place, orElse, silent } of cardTargets(state, job, moved, ports.approvalChats)) {
    if (moved && shownAfter.get(replyId) === eventId) continue;
    shownAfter.set(replyId, eventId);
    const data = { place, reply, revises: replyId, orElse, silent };
    await tellChat(`${eventId}${tick}/${chatId}`, chatId, data, job, ports, signal);
  }
}

/** A message to each follower, then the fact that they were told. Cut off between, it is done again under the same ids. */
async function tellEnd({ state, job }: Sight, handle: Handle, ports: FollowerPorts, signal: AbortSignal) {
  const { jobId, news, followers, last, endedAt } = job;
  if (endedAt === undefined || followers.length === 0) return;
  const telling = ports.telling(ports.timeZone, ports.clock.now());
  const reply = endNotice({ jobId, state, job }, telling);
  for (const { chatId, threadId, messageId } of followers) {
    const place = {
      ...(threadId === undefined ? {} : { threadId }),
      ...(messageId === undefined ? {} : { messageId }),
    };
    const isTold = await tellChat(`end/${news}/${chatId}`, chatId, { place, reply, quote: true }, job, ports, signal);
    if (!isTold || signal.aborted) return;
  }
  const chain = { correlationId: last.correlationId, causationId: last.eventId };
  await insist(
    () => handle.order({ id: `${jobId}/told/${news}`, type: 'NoteTold', data: { news }, ...chain }),
    ports,
    signal,
  );
}

/** Refusals that time mends. */
const later = new Set<RefusalCode>(['mailbox_full', 'bulkhead_full', 'upstream_unavailable']);

type Told = { reply: Reply; [field: string]: unknown };

/** False where it is to be told again: the chat's actor is overrun, or rests. What it does not take at all is let go. */
async function tellChat(
  what: string,
  chatId: number,
  data: Told,
  { jobId, last }: Job,
  ports: FollowerPorts,
  signal: AbortSignal,
): Promise<boolean> {
  const command: Command = {
    id: `${jobId}/${what}`,
    stream: chatStream(chatId),
    type: 'TellChat',
    data,
    correlationId: last.correlationId,
    causationId: last.eventId,
    actor: systemAgent(`job-${jobId}`),
    traffic: 'real',
  };
  try {
    return (await insist(() => ports.tell(command), ports, signal)) !== undefined;
  } catch (err) {
    if (!(err instanceof Refusal)) throw err;
    ports.log.warn({ stream: command.stream, jobId, err }, 'a chat does not take what a job has to tell');
    return !later.has(err.code);
  }
}

import { canonical, fold, initialState, stateHash } from '../../domain/fold.ts';
import { categoryOf, type StreamName } from '../../domain/ids.ts';
import type { Instant, Json, RecordedEvent } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { decode, type Fact } from '../../domain/upcast.ts';
import { differences, type ReplayPoint } from '../replay.ts';
import { type PastEvent, type PastPorts, pastEvent } from './ports.ts';

/** One event, the state after it and what that changed. */
export interface PastStep extends PastEvent {
  data: Json;
  state: { value: Json; context: Json };
  hash: string;
  /** What differs from the state before it. */
  changed: string[];
  /** Why it could not be folded. */
  unread: string | null;
}

export interface StreamPast {
  stream: string;
  /** Revision of the last event there is. */
  head: string;
  /** Oldest first; the last is the one that was asked for. */
  steps: PastStep[];
}

/** Folding more than this for one look is refused: the command line has the time. */
const foldedMax = 100_000;
const changedMax = 60;

/**
 * The last `count` steps of a stream up to a point. Reads and folds; nothing is recorded, sent or timed.
 * @throws {Refusal} `not_found` no such stream, or it did not exist then; `payload_too_large`.
 */
export async function streamPast(
  stream: StreamName,
  { log, kinds, words }: PastPorts,
  { until, count }: { until?: ReplayPoint | undefined; count: number },
): Promise<StreamPast> {
  const aggregate = kinds[categoryOf(stream)];
  if (aggregate === undefined)
    throw new Refusal('not_found', `No stream is called ${stream}.`, {
      hint: `Streams begin with one of: ${Object.keys(kinds).join(', ')}.`,
    });
  const head = await lastEvent(stream, { log });
  if (head === undefined) throw new Refusal('not_found', `The stream ${stream} has no events.`);
  const to = await revisionAt(stream, log, head, until);
  if (to > BigInt(foldedMax))
    throw new Refusal('payload_too_large', `${stream} has more than ${foldedMax} events up to there.`, {
      hint: `\`binnacle replay ${stream} --at ${to}\` has the time.`,
    });
  const from = to - BigInt(count) + 1n;
  let state = initialState(aggregate);
  const steps: PastStep[] = [];
  let before = shown(state);
  for await (const page of log.readStream(stream, { limit: Number(to) + 1 })) {
    const skipped = page.filter(({ revision }) => revision < from);
    state = fold(aggregate, state, skipped.flatMap(factOf));
    if (skipped.length > 0) before = shown(state);
    for (const event of page.slice(skipped.length)) {
      const decoded = decode(event);
      if (decoded.known) state = fold(aggregate, state, [decoded.event]);
      const after = shown(state);
      steps.push({
        ...pastEvent(decoded.event, words),
        ...{ data: event.data, state: after, hash: stateHash(state), changed: differences(before, after, changedMax) },
        unread: decoded.known ? null : decoded.why,
      });
      before = after;
    }
  }
  return { stream, head: String(head.revision), steps };
}

function shown({ value, context }: { value: unknown; context: unknown }): PastStep['state'] {
  return JSON.parse(canonical({ value, context })) as PastStep['state'];
}

function factOf(event: RecordedEvent): Fact[] {
  const decoded = decode(event);
  return decoded.known ? [decoded.event] : [];
}

async function lastEvent(stream: StreamName, { log }: Pick<PastPorts, 'log'>): Promise<RecordedEvent | undefined> {
  for await (const page of log.readStream(stream, { backwards: true, limit: 1 })) return page[0];
  return undefined;
}

async function revisionAt(
  stream: StreamName,
  log: PastPorts['log'],
  head: RecordedEvent,
  until: ReplayPoint | undefined,
): Promise<bigint> {
  if (until === undefined) return head.revision;
  // biome-ignore lint/complexity/useMathMinMax: Math.min knows no bigint.
  if ('revision' in until) return until.revision < head.revision ? until.revision : head.revision;
  const found = await revisionBefore(stream, log, head, until.time);
  if (found === undefined)
    throw new Refusal('not_found', `${stream} did not exist at ${until.time}.`, { hint: 'Choose a later moment.' });
  return found;
}

/** The last revision recorded at `time` or before. Revisions have no gaps, so the stream is halved. */
async function revisionBefore(stream: StreamName, log: PastPorts['log'], head: RecordedEvent, time: Instant) {
  if (head.recordedAt <= time) return head.revision;
  let [low, high] = [-1n, head.revision];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    for await (const [event] of log.readStream(stream, { from: middle, limit: 1 })) {
      if (event!.recordedAt <= time) low = middle;
      else high = middle;
    }
  }
  return low < 0n ? undefined : low;
}

/** A page of a stream's events, oldest first, for lists. @throws {Refusal} `not_found`. */
export async function streamEvents(
  stream: StreamName,
  { log, words }: PastPorts,
  { from, limit }: { from: bigint; limit: number },
): Promise<{ stream: string; head: string; events: PastEvent[] }> {
  const head = await lastEvent(stream, { log });
  if (head === undefined) throw new Refusal('not_found', `The stream ${stream} has no events.`);
  const events: PastEvent[] = [];
  for await (const page of log.readStream(stream, { from, limit }))
    for (const event of page) events.push(pastEvent(decode(event).event, words));
  return { stream, head: String(head.revision), events };
}

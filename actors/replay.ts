import type { Aggregate } from '../domain/aggregate.ts';
import { canonical, fold, initialState, stateHash } from '../domain/fold.ts';
import { categoryOf, type StreamName } from '../domain/ids.ts';
import type { Instant, Json, JsonObject } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import { decode } from '../domain/upcast.ts';
import type { EventStore } from './ports.ts';

/** One event of a stream, and the state after it. */
export interface ReplayStep {
  revision: bigint;
  id: string;
  type: string;
  at: Instant;
  correlationId: string;
  actor: string;
  data: JsonObject;
  /** The machine's state after it; that before it, for an event that this program cannot read. */
  state: { value: unknown; context: Json };
  hash: string;
  /** Why it could not be folded. */
  unread?: string;
}

/** Where to stop: after a revision, or before the first event later than an instant. */
export type ReplayPoint = { revision: bigint } | { time: Instant };

/** A revision in digits, or an instant in ISO 8601. @throws {Refusal} `invalid_request` */
export function replayPoint(text: string): ReplayPoint {
  if (/^\d{1,18}$/.test(text)) return { revision: BigInt(text) };
  const ms = Date.parse(text);
  if (!Number.isNaN(ms) && /^\d{4}-\d{2}-\d{2}/.test(text)) return { time: new Date(ms).toISOString() };
  throw new Refusal('invalid_request', `“${text.slice(0, 40)}” is neither a revision nor a time.`, {
    hint: 'Send a revision such as 12, or a time such as 2026-11-21T12:00:00Z.',
  });
}

/**
 * The life of a stream, event by event. It reads and folds: nothing is appended, sent or timed, and the same
 * stream gives the same hashes in every process.
 * @throws {Refusal} `not_found` for a stream without events, or of a kind that has no machine.
 */
export async function* replay(
  stream: StreamName,
  store: Pick<EventStore, 'readStream'>,
  kinds: Record<string, Aggregate>,
  until?: ReplayPoint,
): AsyncGenerator<ReplayStep> {
  const aggregate = kinds[categoryOf(stream)];
  if (aggregate === undefined) {
    const known = Object.keys(kinds).join(', ');
    throw new Refusal('not_found', `No stream is called ${stream}.`, { hint: `Streams begin with one of: ${known}.` });
  }
  let state = initialState(aggregate);
  let seen = false;
  for await (const page of store.readStream(stream)) {
    for (const event of page) {
      if (isPast(event, until)) return;
      seen = true;
      const decoded = decode(event);
      if (decoded.known) state = fold(aggregate, state, [decoded.event]);
      const { revision, id, type, recordedAt: at, metadata, data } = event;
      const shown = { value: state.value, context: JSON.parse(canonical(state.context)) as Json };
      const { correlationId, actor } = metadata;
      const step = {
        revision,
        id,
        type,
        at,
        correlationId,
        actor: actor.id,
        data,
        state: shown,
        hash: stateHash(state),
      };
      yield decoded.known ? step : { ...step, unread: decoded.why };
    }
  }
  if (!seen)
    throw new Refusal('not_found', `The stream ${stream} has no events.`, { hint: 'Look at its name in /trace.' });
}

function isPast({ revision, recordedAt }: { revision: bigint; recordedAt: Instant }, until?: ReplayPoint): boolean {
  if (until === undefined) return false;
  return 'revision' in until ? revision > until.revision : recordedAt > until.time;
}

/** Lines told of one list. */
const itemsMax = 10;

/**
 * What differs between two states, by path: `context.offset: 3 → 4`, and by item in lists: `context.held: + "tg-4"`.
 * The whole is called `(state)`. At most `max` lines.
 */
export function differences(before: unknown, after: unknown, max = 50): string[] {
  const lines: string[] = [];
  compare('', before, after, lines);
  return lines.length <= max ? lines : [...lines.slice(0, max), `… and ${lines.length - max} more`];
}

function compare(path: string, before: unknown, after: unknown, lines: string[]): void {
  if (canonical(before ?? null) === canonical(after ?? null)) return;
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(path === '' ? key : `${path}.${key}`, before[key], after[key], lines);
    return;
  }
  const name = path === '' ? '(state)' : path;
  if (Array.isArray(before) && Array.isArray(after)) compareItems(name, before, after, lines);
  else lines.push(`${name}: ${brief(before)} → ${brief(after)}`);
}

/** Items are compared as a whole, wherever they stand: an item twice more is told twice. */
function compareItems(name: string, before: unknown[], after: unknown[], lines: string[]): void {
  const [gone, come] = [without(before, after), without(after, before)];
  const told = [...gone.map(item => `− ${brief(item)}`), ...come.map(item => `+ ${brief(item)}`)];
  if (told.length === 0) lines.push(`${name}: the same items in another order`);
  lines.push(...told.slice(0, itemsMax).map(line => `${name}: ${line}`));
  if (told.length > itemsMax) lines.push(`${name}: … and ${told.length - itemsMax} more items`);
}

/** The items of `list` that `taken` does not have, or not so often. */
function without(list: unknown[], taken: unknown[]): unknown[] {
  const counts = new Map<string, number>();
  for (const item of taken) counts.set(written(item), (counts.get(written(item)) ?? 0) + 1);
  return list.filter(item => {
    const left = counts.get(written(item)) ?? 0;
    counts.set(written(item), left - 1);
    return left <= 0;
  });
}

const written = (item: unknown): string => canonical(item ?? null);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: unknown): string {
  const text = value === undefined ? 'nothing' : canonical(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}

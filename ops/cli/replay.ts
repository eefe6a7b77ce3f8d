import { differences, type ReplayStep, replay, replayPoint } from '../../actors/replay.ts';
import { foldable } from '../../domain/aggregates.ts';
import { streamName } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { configured, withLog } from './sources.ts';

interface ReplayOptions {
  at?: string;
  diff?: string[];
  json?: boolean;
}

/** Prints a stream as it unfolded. It reads and folds; nothing is appended and nothing is sent. */
export async function replayStream(
  file: string | undefined,
  name: string,
  { at, diff, json }: ReplayOptions,
): Promise<void> {
  const stream = streamName.safeParse(name);
  if (!stream.success)
    throw new Refusal('invalid_request', `“${name}” is no stream: ${stream.error.issues[0]?.message}.`);
  await withLog(configured(file), async log => {
    const until = at === undefined ? undefined : replayPoint(at);
    const steps = replay(stream.data, log, foldable(), until);
    if (diff !== undefined) return printDifference(steps, diff);
    let last: ReplayStep | undefined;
    for await (const step of steps) {
      console.log(json ? JSON.stringify(printable(step)) : lines(step, last?.state));
      last = step;
    }
    if (until !== undefined && 'revision' in until && last !== undefined && last.revision < until.revision)
      console.error(`the stream ends at revision ${last.revision}`);
  });
}

async function printDifference(steps: AsyncIterable<ReplayStep>, [from, to]: string[]): Promise<void> {
  const wanted = [from, to].map(text => (/^\d{1,18}$/.test(text ?? '') ? BigInt(text!) : undefined));
  if (wanted.includes(undefined))
    throw new Refusal('invalid_request', '--diff takes two revisions.', { hint: 'For example --diff 3 7.' });
  const states = new Map<bigint, unknown>();
  for await (const { revision, state } of steps) if (wanted.includes(revision)) states.set(revision, state);
  const missing = wanted.find(revision => !states.has(revision!));
  if (missing !== undefined) throw new Refusal('not_found', `The stream has no revision ${missing}.`);
  const found = differences(states.get(wanted[0]!), states.get(wanted[1]!), 1000);
  console.log(found.length === 0 ? 'The two states are the same.' : found.join('\n'));
}

function printable({ revision, ...step }: ReplayStep): object {
  return { revision: String(revision), ...step };
}

function lines({ revision, at, type, actor, correlationId, state, hash, unread }: ReplayStep, before: unknown): string {
  const value = typeof state.value === 'string' ? state.value : JSON.stringify(state.value);
  const head = `${String(revision).padStart(4)}  ${at}  ${type}  by ${actor}  (${correlationId})`;
  const changed = unread === undefined ? differences(before, state, 12) : [`not folded: ${unread}`];
  return [head, `      → ${value}  ${hash.slice(0, 12)}`, ...changed.map(line => `        ${line}`)].join('\n');
}

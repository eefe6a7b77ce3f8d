import { foldable } from '../../domain/aggregates.ts';
import { fold, initialState } from '../../domain/fold.ts';
import { categoryOf } from '../../domain/ids.ts';
import { decode } from '../../domain/upcast.ts';
import { progress } from './progress.ts';
import { configured, withLog } from './sources.ts';

interface Findings {
  events: number;
  streams: number;
  /** Events of a newer program or in a shape that this one cannot read: kept, shown, not folded. */
  unread: number;
  /** What must not be. */
  faults: string[];
}

const faultsMax = 100;
/** States kept at once; a stream whose state was let go is no longer folded, only counted. */
const statesMax = 50_000;

/**
 * Reads the whole log: positions rise, each stream is without a hole, every event can be read, and every stream folds.
 * Exit code 1 when something is wrong. The chain of hashes is `audit verify`.
 */
export async function verify(file: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const bar = progress('verifying');
  const found = await withLog(configured(file), async log => {
    const head = Number((await log.head()) ?? 0n);
    const kinds = foldable();
    const revisions = new Map<string, bigint>();
    const states = new Map<string, ReturnType<typeof fold>>();
    const result: Findings = { events: 0, streams: 0, unread: 0, faults: [] };
    let last = -1n;
    const fault = (text: string) => result.faults.length < faultsMax && result.faults.push(text);
    for await (const page of log.readAll()) {
      for (const event of page) {
        const { stream, revision, position } = event;
        result.events += 1;
        if (position <= last) fault(`position ${position} follows ${last}`);
        last = position;
        const expected = (revisions.get(stream) ?? -1n) + 1n;
        if (revision !== expected) fault(`${stream} has revision ${revision} where ${expected} belongs`);
        revisions.set(stream, revision);
        const decoded = decode(event);
        const aggregate = kinds[categoryOf(stream)];
        if (!decoded.known || aggregate === undefined) {
          result.unread += 1;
          continue;
        }
        const before = states.get(stream) ?? (revision === 0n ? initialState(aggregate) : undefined);
        if (before === undefined) continue;
        try {
          states.set(stream, fold(aggregate, before, [decoded.event]));
        } catch (error) {
          states.delete(stream);
          fault(`${stream}@${revision} does not fold: ${(error as Error).message}`);
        }
        const [oldest] = states.keys();
        if (states.size > statesMax && oldest !== undefined) states.delete(oldest);
      }
      bar.to(Number(last), head);
    }
    return { ...result, streams: revisions.size };
  });
  bar.end();
  if (found.faults.length > 0) process.exitCode = 1;
  if (json) console.log(JSON.stringify(found, null, 2));
  else console.log(told(found));
}

function told({ events, streams, unread, faults }: Findings): string {
  const known = `${events} events in ${streams} streams`;
  const rest = unread === 0 ? '' : `, ${unread} of them not readable by this program`;
  if (faults.length === 0) return `The log is whole: ${known}${rest}.`;
  return [
    `The log is NOT whole: ${known}${rest}.`,
    ...faults.map(fault => `  ${fault}`),
    'Restore it from a backup.',
  ].join('\n');
}

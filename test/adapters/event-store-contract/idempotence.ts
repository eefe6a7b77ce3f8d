import { randomUUID } from 'node:crypto';
import { fc } from '@fast-check/ava';
import test from 'ava';
import { RevisionConflict } from '../../../actors/ports.ts';
import { eventsOf, freshStream, newEvent, type OpenStore, type Store } from './samples.ts';

/** An append that picks its ids from a pool of five, and its revision around the head (-1: no stream). */
interface Attempt {
  ids: number[];
  expected: number;
}

const attempts = fc.array(
  fc.record({
    ids: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }),
    expected: fc.integer({ min: -1, max: 8 }),
  }),
  { minLength: 1, maxLength: 12 },
);

/** The table of idempotence in eight lines: what the append gives, given the ids in the stream, which it may extend. */
function model(stream: number[], { ids, expected }: Attempt): string {
  const head = stream.length - 1;
  if (expected === head) stream.push(...ids);
  const there = stream.slice(expected + 1, expected + 1 + ids.length);
  const same = there.length === ids.length && there.every((id, index) => id === ids[index]);
  return same ? `at ${expected + ids.length}` : `conflict with ${head}`;
}

async function attempt(store: Store, stream: `${string}-${string}`, uuids: string[], { ids, expected }: Attempt) {
  const events = ids.map(id => newEvent({ id }, 'Drawn', uuids[id]));
  try {
    const { revision } = await store.append(stream, expected === -1 ? 'no_stream' : BigInt(expected), events);
    return `at ${revision}`;
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
    return `conflict with ${error.actual === 'no_stream' ? -1 : error.actual}`;
  }
}

/**
 * Any sequence of appends to one stream ends as the model says, 100 times over. `together`: all are sent at once,
 * for engines that keep the order of calls.
 */
export function idempotenceTest(name: string, open: OpenStore, together: boolean): void {
  const how = together ? 'sent at once' : 'one after another';
  test.serial(`[E3] [E4] any appends ${how} are written, repeated or refused by the table (${name})`, async t => {
    const { store } = await open(t);
    const property = fc.asyncProperty(attempts, async list => {
      const stream = freshStream();
      const uuids = Array.from({ length: 5 }, () => String(randomUUID()));
      const ids: number[] = [];
      const wanted = list.map(each => model(ids, each));
      const got: string[] = [];
      if (together) got.push(...(await Promise.all(list.map(each => attempt(store, stream, uuids, each)))));
      else for (const each of list) got.push(await attempt(store, stream, uuids, each));
      const read = await eventsOf(store.readStream(stream));
      return (
        got.join() === wanted.join() &&
        read.map(event => uuids.indexOf(event.id)).join() === ids.join() &&
        read.every((event, index) => event.revision === BigInt(index))
      );
    });
    await fc.assert(property, { numRuns: 100 });
    t.pass();
    await store.close();
  });
}

import { default as test } from 'ava';
import { appendGroup, groupRoom, takeForGroup } from '../../../adapters/sqlite/append-group.ts';
import type { AppendRequest } from '../../../adapters/sqlite/append-request.ts';
import type { EventTable } from '../../../adapters/sqlite/event-table.ts';

const request = (stream: string, bytes = 10): AppendRequest => ({
  number: 1,
  stream,
  expected: -1,
  recordedAt: '',
  fields: ['id', 'type', '{}', '{}'],
  bytes,
});

class SqliteError extends Error {
  readonly errcode: number;
  constructor(errcode: number) {
    super(`code ${errcode}`);
    this.errcode = errcode;
  }
}

/** A table that fails as told, and remembers what was committed. */
function table({ poison, commitError }: { poison?: string; commitError?: Error }) {
  const committed: string[][] = [];
  let open: string[] = [];
  const fake: EventTable = {
    begin: () => {
      open = [];
    },
    append({ stream }) {
      if (stream === poison) throw new Error('poison');
      open.push(stream);
      return { revision: 0, position: 1 };
    },
    commit() {
      if (commitError !== undefined) throw commitError;
      committed.push(open);
    },
    rollback: () => {
      open = [];
    },
    lastPosition: () => 0,
    close: () => {},
  };
  return { fake, committed };
}

/** Gives the batches one by one, then nothing. */
function inBatches(...batches: string[][]): () => AppendRequest[] {
  return () => (batches.shift() ?? []).map(stream => request(stream));
}

const group = () => inBatches(['a-1', 'b-1', 'c-1']);

test('a group is one transaction', t => {
  const { fake, committed } = table({});
  t.is(appendGroup(fake, group()).length, 3);
  t.deepEqual(committed, [['a-1', 'b-1', 'c-1']]);
});

test('what comes while the first are written joins their transaction', t => {
  const { fake, committed } = table({});
  const outcomes = appendGroup(fake, inBatches(['a-1'], ['b-1', 'c-1']));
  t.deepEqual(
    outcomes.map(({ request }) => request.stream),
    ['a-1', 'b-1', 'c-1'],
  );
  t.deepEqual(committed, [['a-1', 'b-1', 'c-1']]);
});

test('an append that fails for itself fails alone', t => {
  const { fake, committed } = table({ poison: 'b-1' });
  const outcomes = appendGroup(fake, group());
  t.deepEqual(
    outcomes.map(({ outcome }) => 'failure' in outcome),
    [false, true, false],
  );
  t.like(outcomes[1], { request: { stream: 'b-1' }, outcome: { failure: { kind: 'bug' } } });
  t.deepEqual(
    committed,
    [['a-1'], [], ['c-1']].filter(streams => streams.length > 0),
  );
});

test('[E6] a full disk fails the whole group as unavailable, with what to do', t => {
  for (const [code, hint] of [
    [13, /full/],
    [8, /rights/],
    [5, /holds/],
  ] as const) {
    const outcomes = appendGroup(table({ commitError: new SqliteError(code) }).fake, group());
    t.is(outcomes.length, 3);
    for (const { outcome } of outcomes) {
      t.like(outcome, { failure: { kind: 'unavailable' } });
      t.regex('failure' in outcome ? outcome.failure.hint : '', hint);
    }
  }
});

test('[E4] a disk that fails within the commit ends the thread: nobody is told that nothing was written', t => {
  const error = new SqliteError(10 | (4 << 8));
  t.throws(() => appendGroup(table({ commitError: error }).fake, group()), { is: error });
});

test('a group has at most 256 appends and 4 MiB, however they come', t => {
  const many = (count: number, bytes: number) => Array.from({ length: count }, () => request('a-1', bytes));
  const mebibyte = 1024 * 1024;
  const room = groupRoom();
  t.is(takeForGroup(many(10, 10), room).length, 10);
  t.is(takeForGroup(many(1_000, 10), room).length, 246);
  t.is(takeForGroup(many(1_000, 10), room).length, 0);
  t.is(takeForGroup(many(10, mebibyte), groupRoom()).length, 4);
  const queue = [...many(3, mebibyte), ...many(2, 10)];
  t.is(takeForGroup(queue, groupRoom()).length, 5);
  t.is(queue.length, 0);
});

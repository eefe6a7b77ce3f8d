import { setTimeout as pause } from 'node:timers/promises';
import { default as test } from 'ava';
import { restingReader } from '../../../adapters/sqlite/resting-reader.ts';

/** Readers that count how often one is opened and closed. */
function counted() {
  const count = { opened: 0, closed: 0 };
  const open = async () => {
    count.opened += 1;
    return {
      read: async () => ({}) as never,
      lastPosition: async () => 7,
      close: async () => {
        count.closed += 1;
      },
    };
  };
  return { count, open };
}

const until = async (done: () => boolean) => {
  for (let look = 0; look < 200 && !done(); look++) await pause(5);
};

test('a reader that nobody reads from is let go, and opened again for the next read', async t => {
  const { count, open } = counted();
  const reader = await restingReader(open, 20);
  await until(() => count.closed === 1);
  t.deepEqual(count, { opened: 1, closed: 1 });
  t.is(await reader.lastPosition(), 7);
  t.is(count.opened, 2);
  await reader.close();
  t.is(count.closed, 2);
});

test('a reader that is closed is not opened again', async t => {
  const { count, open } = counted();
  const reader = await restingReader(open, 60_000);
  await reader.close();
  await t.throwsAsync(reader.lastPosition());
  t.is(count.opened, 1);
});

test('a reader that could not be opened is tried again at the next read', async t => {
  const { count, open } = counted();
  let fails = false;
  const reader = await restingReader(() => (fails ? Promise.reject(new Error('no thread')) : open()), 5);
  await until(() => count.closed === 1);
  fails = true;
  await t.throwsAsync(reader.lastPosition(), { message: 'no thread' });
  fails = false;
  t.is(await reader.lastPosition(), 7);
});

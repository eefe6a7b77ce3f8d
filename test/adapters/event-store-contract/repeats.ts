import test from 'ava';
import { OutcomeUnknown, RevisionConflict } from '../../../actors/ports.ts';
import { eventsOf, freshStream, newEvent, numbered, numbersOf, type OpenStore } from './samples.ts';

const _mebibyte = 1024 * 1024;

/** What every engine holds about wrong revisions and about the same append again. */
export function repeatContract(name: string, open: OpenStore): void {
  test.serial(
    `[E3] a wrong revision is refused with the expected and the actual one, and writes nothing (${name})`,
    async t => {
      const { store } = await open(t);
      const stream = freshStream();
      const conflict = async (expected: bigint | 'no_stream', actual: bigint | 'no_stream') => {
        const error = await t.throwsAsync(store.append(stream, expected, numbered(1, 99)), {
          instanceOf: RevisionConflict,
        });
        t.like(error, { stream, expected, actual });
      };
      await conflict(0n, 'no_stream');
      await store.append(stream, 'no_stream', numbered(3));
      await conflict('no_stream', 2n);
      await conflict(1n, 2n);
      await conflict(3n, 2n);
      await conflict(2n ** 60n, 2n);
      t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1, 2]);
      await store.close();
    },
  );

  test.serial(`[E3] of many appends at one revision exactly one is written (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const ends = await Promise.allSettled(numbered(20).map(event => store.append(stream, 'no_stream', [event])));
    const refused = ends.filter(end => end.status === 'rejected').map(end => end.reason);
    t.is(refused.length, 19);
    t.true(refused.every(reason => reason instanceof RevisionConflict && reason.actual === 0n));
    t.is((await eventsOf(store.readStream(stream))).length, 1);
    await store.close();
  });

  test.serial(
    `[E4] the same append again writes nothing and gives the same place, even after others (${name})`,
    async t => {
      const { store } = await open(t);
      const stream = freshStream();
      const [one, two, three] = [numbered(2), numbered(2, 2), numbered(1, 4)];
      const first = await store.append(stream, 'no_stream', one);
      const second = await store.append(stream, 1n, two);
      await store.append(stream, 3n, three);
      t.deepEqual(await store.append(stream, 'no_stream', one), first);
      t.deepEqual(await store.append(stream, 1n, two), second);
      t.deepEqual(await store.append(stream, 'no_stream', [...one, ...two]), second);
      t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1, 2, 3, 4]);
      await store.close();
    },
  );

  test.serial(`[E3] a repeat that overlaps only in part, or in another order, is a conflict (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const [a, b, c] = numbered(3) as [
      ReturnType<typeof newEvent>,
      ReturnType<typeof newEvent>,
      ReturnType<typeof newEvent>,
    ];
    await store.append(stream, 'no_stream', [a, b]);
    for (const events of [[a, c], [a, b, c], [b], [b, a]]) {
      await t.throwsAsync(store.append(stream, 'no_stream', events), { instanceOf: RevisionConflict });
    }
    t.is((await eventsOf(store.readStream(stream))).length, 2);
    await store.close();
  });

  test.serial(`at the head an append is written without looking at ids (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const event = newEvent();
    await store.append(stream, 'no_stream', [event]);
    t.is((await store.append(stream, 0n, [event])).revision, 1n);
    await store.close();
  });

  test.serial(
    `[E4] an append whose answer is lost is OutcomeUnknown, and the same again resolves it (${name})`,
    async t => {
      const { store, loseNextAnswer } = await open(t);
      const stream = freshStream();
      const events = numbered(2);
      if (loseNextAnswer === undefined) t.log('this engine cannot be made to lose an answer');
      else {
        await loseNextAnswer();
        const error = await t.throwsAsync(store.append(stream, 'no_stream', events), { instanceOf: OutcomeUnknown });
        t.truthy(error.hint);
      }
      t.is((await store.append(stream, 'no_stream', events)).revision, 1n);
      t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1]);
      await store.close();
    },
  );
}

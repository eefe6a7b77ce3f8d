import { type ExecutionContext, default as test } from 'ava';
import type { Question } from '../../../actors/answers/answer.ts';
import { exportAnswer } from '../../../actors/answers/machines/export.ts';
import { hostsAnswer } from '../../../actors/answers/machines/hosts.ts';
import { recentAnswer } from '../../../actors/answers/machines/recent.ts';
import { inlineSamples } from '../../../adapters/sqlite/samples.ts';
import { plainText } from '../../../adapters/terminal/plain-text.ts';
import { reply } from '../../../domain/chat/reply.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Sample } from '../../../domain/sample/sample.ts';
import { simulatedSample } from '../../../domain/sample/simulation.ts';

const start = Date.parse('2026-11-20T00:00:00.000Z');
const minute = 60_000;

/** Machines with samples of ten seconds over some minutes; `cpu` gives the value at a minute. */
async function machines(cpu: Record<string, (minute: number) => number>, minutes: number) {
  const endMs = start + minutes * minute;
  const samples = inlineSamples({ now: () => new Date(endMs).toISOString() });
  for (const [host, valueAt] of Object.entries(cpu)) {
    const all = Array.from({ length: minutes * 6 }, (_, index): Sample => {
      const one = simulatedSample({ host, build: '1.2.3', everyMs: 10_000 }, start + index * 10_000);
      return {
        ...one,
        cpuPercent: valueAt(Math.floor(index / 6)),
        mounts: one.mounts.map(mount => ({ ...mount, path: '/a,b' })),
      };
    });
    await samples.keep(all);
  }
  const question = (args: object = {}, atMs = endMs) =>
    ({ args, at: new Date(atMs).toISOString(), timeZone: 'UTC', chatId: 1 }) as unknown as Question;
  return { samples, question };
}

const files = {
  keep: async (name: string, text: string) => ({ path: name, sha256: `${text.length}`.padStart(64, '0') }),
};

function shown(t: ExecutionContext, given: unknown): string {
  const parsed = reply.parse(given);
  t.notThrows(() => reply.parse(given));
  return plainText(parsed);
}

test('/hosts names who is silent, and says since when', async t => {
  const { samples, question } = await machines({ one: () => 5, two: () => 5 }, 10);
  const answer = hostsAnswer(samples, { thisHost: 'one', silentAfterMs: minute });
  t.regex(shown(t, await answer(question())), /2 machines, all heard of/);
  await samples.keep([simulatedSample({ host: 'one', build: '1', everyMs: 10_000 }, start + 10 * minute + 30_000)]);
  const text = shown(t, await answer(question({}, start + 11 * minute)));
  t.regex(text, /1 of 2 machines silent: two/);
  t.regex(text, /○ two +1 m 10 s/);
});

test('/export gives every sample under timestamp_utc,metric,value, and quotes what separates columns', async t => {
  const { samples, question } = await machines({ one: index => index, two: () => 7 }, 10);
  const answer = exportAnswer(samples, files, { thisHost: 'one' });
  const { file } = await answer(question({ what: 'cpu 10m' }));
  const lines = file!.text.trimEnd().split('\n');
  t.is(lines[0], 'timestamp_utc,metric,value');
  t.is(lines.length, 61);
  t.is(lines[1], '2026-11-20T00:00:00.000Z,cpu,0');
  t.is(lines.at(-1), '2026-11-20T00:09:50.000Z,cpu,9');
  const parts = await answer(question({ what: 'disk:/a,b 10m' }));
  t.regex(parts.file!.text, /^2026-11-20T00:00:00.000Z,"disk:\/a,b",/m);
  const json = await answer(question({ what: 'cpu 10m @one @two json' }));
  const rows = JSON.parse(json.file!.text) as { metric: string; value: number }[];
  t.is(rows.length, 120);
  t.deepEqual(
    rows.slice(0, 2).map(({ metric, value }) => [metric, value]),
    [
      ['cpu@one', 0],
      ['cpu@two', 7],
    ],
  );
});

test('a long export goes as a file by reference, and what is not there is refused', async t => {
  const { samples, question } = await machines({ one: () => 12.34 }, 24 * 60);
  const answer = exportAnswer(samples, files, { thisHost: 'one' });
  const long = await answer(question({ what: 'cpu 24h' }));
  t.is(long.file, undefined);
  t.is(long.media?.kind, 'document');
  t.is(
    Number(long.media?.sha256),
    'timestamp_utc,metric,value\n'.length + 8640 * '2026-11-20T00:00:00.000Z,cpu,12.34\n'.length,
  );
  for (const what of ['cpu @nowhere', 'cpuu', 'cpu 3y', '6h', 'disk:/nothing'])
    await t.throwsAsync(answer(question({ what })), { instanceOf: Refusal }, what);
});

test('/recent finds the stretches in which all conditions hold, newest first, whole in a file when there are many', async t => {
  const { samples, question } = await machines(
    { one: index => (index % 10 === 3 ? 95 : index >= 200 && index < 206 ? 91 : 20), two: () => 20 },
    240,
  );
  const answer = recentAnswer(samples, () => [{ metric: 'cpu', operator: '>', value: 90 }]);
  const text = shown(t, await answer(question({ what: '6h 100' })));
  t.regex(text, /24 stretches/);
  t.regex(text, /one cpu 95 % \(sustained\)/);
  t.regex(text, /one cpu 95 % \(spike\)/);
  t.notRegex(text, /two/);
  const { file } = await answer(question({ what: '6h 100' }));
  t.is(file!.text.trimEnd().split('\n').length, 25);
  t.regex(shown(t, await answer(question({ what: 'cpu>90 ram<0 6h' }))), /Nothing stood out/);
  t.regex(shown(t, await answer(question({ what: 'cpu>=91 cpu<95 30m' }))), /Nothing stood out|1 stretch/);
  t.regex(shown(t, await answer(question({ what: 'cpu<21 @two' }))), /1 stretch/);
});

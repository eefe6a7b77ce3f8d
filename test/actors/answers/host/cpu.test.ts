import { default as test } from 'ava';
import { judgeCpu } from '../../../../actors/answers/host/cpu.ts';
import type { CpuReading } from '../../../../actors/answers/host-ports.ts';
import { ask, calmMachine, textOf, toldHost } from './told-host.ts';

const judge = (shares: Partial<CpuReading['shares']>, rest: Partial<CpuReading> = {}) =>
  judgeCpu({ ...calmMachine.cpu, ...rest, shares: { ...calmMachine.cpu.shares!, ...shares } }, 85);
const load = (oneMinute: number) => ({ oneMinute, fiveMinutes: 0, fifteenMinutes: 0 });

test('the state of the processors is one honest line', t => {
  t.deepEqual(judge({}), { mark: 'well', verdict: 'Calm: busy 12 %, load 0.40 on 2 cores' });
  t.deepEqual(judge({ busyPercent: 60 }), { mark: 'well', verdict: 'Busy: busy 60 %, load 0.40 on 2 cores' });
});

test('what needs attention is named by its cause, the strongest first', t => {
  const words = [
    judge({ busyPercent: 85 }),
    judge({ busyPercent: 99, stealPercent: 10 }),
    judge({ iowaitPercent: 20 }),
    judge({}, { load: load(4) }),
    judge({}, { load: load(2), limitCores: 1 }),
  ].map(({ mark, verdict }) => `${mark} ${verdict.split(':')[0]}`);
  t.deepEqual(words, [
    'attention Very busy',
    'attention Held back by the hypervisor',
    'attention Waiting for disks',
    'attention Crowded',
    'attention Crowded',
  ]);
});

test('processors that could not be measured are not called calm', t => {
  const { shares: _none, load: _noLoad, ...cpu } = calmMachine.cpu;
  t.deepEqual(judgeCpu(cpu, 85), { mark: 'attention', verdict: 'Not measured: 2 cores' });
});

test('the answer shows bars, shares, cores and the busiest processes', async t => {
  const text = textOf(await ask(toldHost({}), 'cpu'));
  for (const line of [
    'all cores: ▇▁▁▁▁▁▁▁ 12 %',
    'of it: user 9 %, system 3.4 %, iowait 0.2 %, steal 0 %',
    'load: 0.40 · 0.31 · 0.20 (1, 5, 15 min)',
    'measured: over 600 ms',
    '0 | ▇▇▁▁▁▁▁▁ | 20 %',
    'node | 100 | 18 %',
  ])
    t.true(text.includes(line), line);
});

test('of many cores the busiest are shown, and all of them stand in the file by number', async t => {
  const perCore = Array.from({ length: 64 }, (_, core) => ({ core, busyPercent: core }));
  const { blocks, file } = await ask(toldHost({ cpu: { ...calmMachine.cpu, cores: 64, perCore } }), 'cpu');
  const shown = blocks.find(block => block.type === 'table')!;
  t.is(shown.rows.length, 25);
  t.is(shown.rows[0]![0], '63');
  t.is(file!.text.split('\n').length, 66);
  t.regex(file!.text.split('\n')[1]!, /^0 /);
});

test('a limit of the service is told beside the cores', async t => {
  const text = textOf(await ask(toldHost({ cpu: { ...calmMachine.cpu, model: 'Chip', limitCores: 1.5 } }), 'cpu'));
  t.true(text.includes('cores: 2 × Chip, of which this service may use 1.5'));
});

test('what is missing is said in whole sentences at the end', async t => {
  const gaps = ['Pressure is not known: because.', 'Pressure is not known: because.'];
  t.true(
    textOf(await ask(toldHost({ cpu: { ...calmMachine.cpu, gaps } }), 'cpu')).endsWith(
      '18 %\nPressure is not known: because.',
    ),
  );
});

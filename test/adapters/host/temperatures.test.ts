import { default as test } from 'ava';
import { metal, vm } from './machines.ts';
import { calm, recordedHost } from './recorded-host.ts';

test('every sensor is told once, nearest to its limit first, nonsense limits left out, dead ones named', async t => {
  const host = await recordedHost(t, metal);
  const { sensors, gaps } = await host.temperatures(calm);
  t.deepEqual(sensors, [
    { chip: 'acpitz', label: 'acpitz', celsius: 27.8, criticalCelsius: 30 },
    { chip: 'coretemp', label: 'Package id 0', celsius: 54, highCelsius: 80, criticalCelsius: 100 },
    { chip: 'nvme', label: 'temp1', celsius: 38.85 },
  ]);
  t.deepEqual(gaps, ['No reading came from: coretemp temp2.']);
});

test('a virtual machine without sensors is refused plainly, as nothing broken', async t => {
  const refusal = await t.throwsAsync((await recordedHost(t, vm)).temperatures(calm));
  t.like(refusal, { code: 'not_on_this_host' });
  t.regex(refusal.message, /No temperature sensor on this machine \(KVM\)/);
  t.regex((refusal as Error & { hint: string }).hint, /Nothing is broken/);
});

test('metal without sensors is told how to find them', async t => {
  const refusal = await t.throwsAsync((await recordedHost(t, { 'proc/uptime': '1 1' })).temperatures(calm));
  t.regex((refusal as Error & { hint: string }).hint, /sensors-detect/);
});

import { default as test } from 'ava';
import { Refusal } from '../../../../domain/refusal.ts';
import { ask, calmMachine, refused, textOf, toldHost } from './told-host.ts';

const verdictOf = (text: string) => text.split('\n')[1]!;
const { disks, memory, services } = calmMachine;
const [root] = disks.mounts as [(typeof disks.mounts)[number]];

test('a machine that is well is told by its numbers', async t => {
  const text = textOf(await ask(toldHost({}), 'sysstatus'));
  t.is(verdictOf(text), '● Well: cpu 12 %, memory 25 %, disk 22 %, up 3 d 4 h');
  t.true(text.includes('memory: ▇▇▁▁▁▁▁▁ 25 % · 3 GiB free of 4 GiB'));
  t.true(text.includes('/: ▇▇▁▁▁▁▁▁ 22 % · 78 GiB free of 100 GiB'));
  t.true(text.includes('up: 3 d 4 h, since 2026-07-02 07:30 GMT+9'));
});

test('what needs attention is the headline, all of it', async t => {
  const host = toldHost({
    memory: { ...memory, usedBytes: 3.8 * 1024 ** 3, limit: { bytes: 100, usedBytes: 95 } },
    disks: { mounts: [{ ...root, usedPercent: 92, inodes: { total: 100, used: 97 } }], gaps: [] },
    services: {
      ...services,
      units: [{ name: 'web.service', description: '', load: 'loaded', active: 'failed', sub: 'failed' }],
    } as typeof services,
  });
  t.is(
    verdictOf(textOf(await ask(host, 'sysstatus'))),
    '◐ memory 95 % used; this service uses 95 % of its memory limit; / is 92 % full; / has used 97 % of its inodes; failed: web',
  );
});

test('what is mounted read-only is full by nature', async t => {
  const host = toldHost({ disks: { mounts: [{ ...root, usedPercent: 100, readOnly: true }], gaps: [] } });
  t.regex(verdictOf(textOf(await ask(host, 'sysstatus'))), /^● Well/);
});

test('a part that cannot be read takes a line that says why, and is a concern', async t => {
  const text = textOf(await ask(toldHost({ disks: refused }), 'sysstatus'));
  t.is(verdictOf(text), '◐ disks not known');
  t.true(text.includes(`disks: ${refused.message}`));
});

test('a part that this machine does not have is no concern', async t => {
  const text = textOf(
    await ask(toldHost({ temperatures: new Refusal('not_on_this_host', 'No sensor.') }), 'sysstatus'),
  );
  t.regex(verdictOf(text), /^● Well/);
  t.true(text.includes('temperature: none on this machine'));
});

test('when no part can be read the command is refused', async t => {
  const host = toldHost({
    system: refused,
    cpu: refused,
    memory: refused,
    disks: refused,
    temperatures: refused,
    services: refused,
  });
  t.is(await t.throwsAsync(ask(host, 'sysstatus')), refused);
});

test('of many disks the fullest are shown and all stand in the file', async t => {
  const mounts = Array.from({ length: 12 }, (_, i) => ({ ...root, mountPoint: `/disk${i}` }));
  const reply = await ask(toldHost({ disks: { mounts, gaps: [] } }), 'sysstatus');
  const text = textOf(reply);
  t.true(text.includes('/disk7:') && !text.includes('/disk8:'));
  t.true(text.includes('4 file systems less full than these: all are in the file.'));
  t.true(mounts.every(({ mountPoint }) => reply.file!.text.includes(mountPoint)));
});

test('memory that a kernel does not count is called unknown, not zero', async t => {
  const { availableBytes: _a, usedBytes: _u, ...older } = memory;
  t.true(
    textOf(await ask(toldHost({ memory: older }), 'sysstatus')).includes('memory: unknown · unknown free of 4 GiB'),
  );
});

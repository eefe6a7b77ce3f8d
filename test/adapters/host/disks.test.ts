import { default as test } from 'ava';
import { container, vm } from './machines.ts';
import { calm, recordedHost } from './recorded-host.ts';

const size = (freeBlocks: number) => ({
  blockBytes: 4096,
  blocks: 1000,
  freeBlocks,
  availableBlocks: freeBlocks,
  inodes: 50,
  freeInodes: 20,
});
const full = { '/': size(900), '/var/my data': size(50), '/boot/locked': size(0) } as Record<
  string,
  ReturnType<typeof size>
>;

test('each file system with data is told once, fullest first; pseudo ones, images and binds are not', async t => {
  const host = await recordedHost(t, vm, { calls: { fileSystemSize: async path => full[path] } });
  const { mounts } = await host.disks(calm);
  t.deepEqual(
    mounts.map(({ mountPoint }) => mountPoint),
    ['/boot/locked', '/var/my data', '/'],
  );
  t.deepEqual(mounts[1], {
    mountPoint: '/var/my data',
    fileSystem: 'ext4',
    source: '/dev/vdb',
    readOnly: false,
    totalBytes: 4_096_000,
    usedBytes: 950 * 4096,
    availableBytes: 50 * 4096,
    usedPercent: 95,
    inodes: { total: 50, used: 30 },
  });
  t.true(mounts[0]!.readOnly);
});

test('a mount of another machine is never asked, because it could hang, and the reading names it', async t => {
  const asked: string[] = [];
  const fileSystemSize = async (path: string) => {
    asked.push(path);
    return full[path];
  };
  const host = await recordedHost(t, vm, { calls: { fileSystemSize } });
  const { gaps } = await host.disks(calm);
  t.deepEqual(asked.sort(), ['/', '/boot/locked', '/var/my data']);
  t.regex(gaps.join(), /Not measured.*\/mnt\/share/);
});

test('a container tells its own root and its volumes', async t => {
  const host = await recordedHost(t, container, {
    calls: { fileSystemSize: async () => ({ ...size(500), inodes: 0 }) },
  });
  const { mounts } = await host.disks(calm);
  t.deepEqual(
    mounts.map(({ mountPoint }) => mountPoint),
    ['/', '/data'],
  );
  t.is(mounts[0]!.inodes, undefined);
});

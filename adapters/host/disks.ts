import type { DisksReading } from '../../actors/answers/host-ports.ts';
import type { FileSystemSize, Probe } from './host-options.ts';
import { type Mount, parseMounts } from './mounts.ts';
import { cannotRead } from './system.ts';

/**
 * Without a device of their own, but holding data. The kernel lists the rest of that kind, pseudo and remote
 * ones, as `nodev` in /proc/filesystems.
 */
const holdData = new Set(['zfs', 'overlay', 'bcachefs', 'virtiofs']);
/** Made full, once and for all: to call them 100 % full would be noise. */
const images = new Set(['squashfs', 'erofs', 'iso9660', 'cramfs', 'udf']);
/** Served by another machine, or by a program that may have died. Those of desktops and containers hold no data. */
const remote =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|ceph|glusterfs|afs|9p|lustre|beegfs|fuse|fuse\.(?!lxcfs|portal|gvfsd|snapfuse).+)$/;

/**
 * How full each file system is.
 * @throws {Refusal} `upstream_unavailable` without a readable list of mounts.
 */
export async function readDisks({ tree, calls, limits, signal }: Probe): Promise<DisksReading> {
  const mounts = parseMounts((await tree.text('proc/self/mountinfo')) ?? '');
  if (mounts.length === 0) throw cannotRead('/proc/self/mountinfo');
  const withoutDevice = parseWithoutDevice((await tree.text('proc/filesystems')) ?? '');
  const local = oncePerDevice(mounts.filter(mount => isLocalData(mount, withoutDevice)));
  const far = mounts.filter(({ fileSystem }) => remote.test(fileSystem)).map(({ mountPoint }) => mountPoint);
  const measured: DisksReading['mounts'] = [];
  const gaps: string[] = [];
  for (const mount of local.slice(0, limits.mountsMax)) {
    signal.throwIfAborted();
    const size = await calls.fileSystemSize(mount.mountPoint);
    if (size !== undefined && size.blocks > 0) measured.push(withSize(mount, size));
  }
  if (local.length > limits.mountsMax)
    gaps.push(`Only ${limits.mountsMax} of ${local.length} file systems were looked at.`);
  // A call to a server that is gone never ends, and would take a thread of this program with it.
  if (far.length > 0) gaps.push(`Not measured, because a dead server would hang the reading: ${far.join(', ')}.`);
  return { mounts: measured.sort((one, other) => other.usedPercent - one.usedPercent), gaps };
}

/** Names marked `nodev` in `/proc/filesystems`. */
function parseWithoutDevice(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(/^nodev\s+(\S+)$/gm), ([, name]) => name!));
}

function isLocalData({ fileSystem, mountPoint, source }: Mount, withoutDevice: Set<string>): boolean {
  if (images.has(fileSystem) || remote.test(fileSystem)) return false;
  // Every container of a host mounts an overlay on the same disk; only one's own root tells something new.
  if (fileSystem === 'overlay' || fileSystem === 'tmpfs') return mountPoint === '/';
  return (
    holdData.has(fileSystem) || (!withoutDevice.has(fileSystem) && (withoutDevice.size > 0 || source.startsWith('/')))
  );
}

/** Of several mounts of one file system (bind mounts, subvolumes) the one with the shortest path. */
function oncePerDevice(mounts: Mount[]): Mount[] {
  const shortest = new Map<string, Mount>();
  for (const mount of mounts) {
    const key = mount.source.startsWith('/') ? mount.source : `${mount.device} ${mount.source}`;
    const known = shortest.get(key);
    if (known === undefined || mount.mountPoint.length < known.mountPoint.length) shortest.set(key, mount);
  }
  return [...shortest.values()];
}

function withSize(
  { mountPoint, fileSystem, source, readOnly }: Mount,
  size: FileSystemSize,
): DisksReading['mounts'][number] {
  const usedBlocks = Math.max(0, size.blocks - size.freeBlocks);
  const usedBytes = usedBlocks * size.blockBytes;
  const availableBytes = size.availableBlocks * size.blockBytes;
  const reach = usedBytes + availableBytes;
  return {
    mountPoint,
    fileSystem,
    source,
    readOnly,
    totalBytes: size.blocks * size.blockBytes,
    usedBytes,
    availableBytes,
    usedPercent: reach > 0 ? (usedBytes / reach) * 100 : 100,
    ...(size.inodes > 0 && { inodes: { total: size.inodes, used: Math.max(0, size.inodes - size.freeInodes) } }),
  };
}

import type { HostTree } from './host-tree.ts';
import { parseMounts } from './mounts.ts';
import { wholeNumber } from './numbers.ts';

/** Limits that the control groups of this very process set, in version 1 and 2 of the kernel's interface. */

/** The bound of a walk from a group to its root. */
const depthMax = 32;

/** The tightest memory limit under `totalBytes`, with what its group uses (droppable file cache left out). */
export async function memoryLimit(tree: HostTree, totalBytes: number) {
  const groups = await groupsOf(tree, 'memory');
  const names =
    groups.version === 2 ? ['memory.max', 'memory.current'] : ['memory.limit_in_bytes', 'memory.usage_in_bytes'];
  const cache = groups.version === 2 ? 'inactive_file' : 'total_inactive_file';
  let tightest: { bytes: number; usedBytes?: number } | undefined;
  for (const directory of groups.directories) {
    const bytes = await tree.number(`${directory}/${names[0]}`);
    // Version 1 writes "no limit" as a huge number; a limit over the memory there is limits nothing.
    if (bytes === undefined || bytes < 0 || bytes >= (tightest?.bytes ?? totalBytes)) continue;
    const charged = await tree.number(`${directory}/${names[1]}`);
    const droppable = statistic(await tree.text(`${directory}/memory.stat`), cache) ?? 0;
    tightest = { bytes, ...(charged !== undefined && { usedBytes: Math.max(0, charged - droppable) }) };
  }
  return tightest;
}

/** The fewest cores that any of the groups allows, as a fraction; undefined without a limit under `cores`. */
export async function coresLimit(tree: HostTree, cores: number): Promise<number | undefined> {
  const groups = await groupsOf(tree, 'cpu');
  const limits: number[] = [];
  for (const directory of groups.directories) {
    const [quota, period] =
      groups.version === 2
        ? ((await tree.word(`${directory}/cpu.max`))?.split(/\s+/).map(wholeNumber) ?? [])
        : [await tree.number(`${directory}/cpu.cfs_quota_us`), await tree.number(`${directory}/cpu.cfs_period_us`)];
    if (quota !== undefined && quota > 0 && period !== undefined && period > 0) limits.push(quota / period);
  }
  const fewest = Math.min(...limits);
  return fewest < cores ? fewest : undefined;
}

/** The group of this process for a controller and its parents, innermost first, as paths below the root. */
async function groupsOf(tree: HostTree, controller: string): Promise<{ version: 1 | 2; directories: string[] }> {
  const memberships = ((await tree.text('proc/self/cgroup')) ?? '').split('\n').map(line => line.split(':'));
  const mounts = parseMounts((await tree.text('proc/self/mountinfo')) ?? '');
  const first = memberships.find(([, controllers]) => controllers?.split(',').includes(controller));
  const version = first === undefined ? 2 : 1;
  const mount = mounts.find(({ fileSystem, superOptions }) =>
    version === 2 ? fileSystem === 'cgroup2' : fileSystem === 'cgroup' && superOptions.includes(controller),
  );
  const path = (first ?? memberships.find(([id]) => id === '0'))?.slice(2).join(':');
  if (mount === undefined || path === undefined) return { version, directories: [] };
  return { version, directories: upwards(mount.mountPoint, below(mount.root, path)) };
}

/** The part of a group's path that lies under what is mounted; the mount itself when it lies elsewhere. */
function below(root: string, path: string): string[] {
  const prefix = root === '/' ? '' : root;
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return [];
  const names = path
    .slice(prefix.length)
    .split('/')
    .filter(name => name !== '');
  return names.includes('..') ? [] : names.slice(0, depthMax);
}

function upwards(mountPoint: string, names: string[]): string[] {
  return Array.from({ length: names.length + 1 }, (_, up) =>
    [mountPoint, ...names.slice(0, names.length - up)].join('/'),
  );
}

function statistic(text: string | undefined, key: string): number | undefined {
  return wholeNumber(new RegExp(`^${key} (\\d+)$`, 'm').exec(text ?? '')?.[1]);
}

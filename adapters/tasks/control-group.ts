import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOf } from './durable-files.ts';

/** A control group (version 2) of a run's own, where this user may make one: nothing that is born in it escapes. */
export type Held = { path: string } | { why: string };

/** Makes a group for the run with this badge under that of this process. Where that is not possible, says why. */
export function makeGroup(badge: string): Held {
  const path = groupOf(badge);
  if (path === undefined) return { why: 'no control group: this machine has no version 2 of them' };
  try {
    mkdirSync(path);
  } catch (cause) {
    return { why: `no control group: ${(cause as NodeJS.ErrnoException).code}` };
  }
  if (existsSync(join(path, 'cgroup.kill'))) return { path };
  removeGroup(path);
  return { why: 'no control group: this kernel cannot end one at once' };
}

/** Where the group of the run with this badge is or would be. */
export function groupOf(badge: string): string | undefined {
  const own = ownGroup();
  return own && join(own, `binnacle-${createHash('sha256').update(badge).digest('hex').slice(0, 24)}`);
}

/** What `start` starts is born in the group; this process goes back where it was. */
export function inGroup<Value>(held: Held, start: () => Value): Value {
  if ('why' in held) return start();
  const own = ownGroup()!;
  writeFileSync(join(held.path, 'cgroup.procs'), String(process.pid));
  try {
    return start();
  } finally {
    writeFileSync(join(own, 'cgroup.procs'), String(process.pid));
  }
}

/** Whether something lives in it. */
export function isPopulated(path: string): boolean {
  return /^populated 1$/m.test(textOf(join(path, 'cgroup.events')) ?? '');
}

/** Ends all that lives in it, at once. */
export function killGroup(path: string): void {
  try {
    writeFileSync(join(path, 'cgroup.kill'), '1');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
  }
}

/** Whether the group is gone; one that is not empty yet stays. */
export function removeGroup(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EBUSY') return false;
    if (code === 'ENOENT') return true;
    throw cause;
  }
}

/** Where the group of this process lies in the file system. */
function ownGroup(): string | undefined {
  const mount = (textOf('/proc/self/mountinfo') ?? '')
    .split('\n')
    .map(line => line.split(' '))
    .find(fields => fields[fields.indexOf('-') + 1] === 'cgroup2');
  const [, path] = /^0::(.*)$/m.exec(textOf('/proc/self/cgroup') ?? '') ?? [];
  if (mount === undefined || path === undefined) return undefined;
  const [root, point] = [mount[3]!, mount[4]!];
  const below = root === '/' ? path : path.startsWith(root) ? path.slice(root.length) : '/';
  return below.includes('/..') ? undefined : join(point, below);
}

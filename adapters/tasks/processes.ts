import { readdirSync, readFileSync } from 'node:fs';
import { textOf } from './durable-files.ts';
import { runVariable } from './run-order.ts';

/** Processes of this machine, as the kernel tells of them in /proc. */

/** A process for ever: a pid alone is used again. */
export interface ProcessIdentity {
  pid: number;
  /** In ticks since the boot. */
  startTime: string;
  bootId: string;
}

export function identityOf(pid: number): ProcessIdentity | undefined {
  const found = statOf(pid);
  return found === undefined ? undefined : { pid, startTime: found.startTime, bootId: bootId() };
}

/** Whether this very process runs; one that has ended and waits to be noticed does not. */
export function isAlive({ pid, startTime, bootId: boot }: ProcessIdentity): boolean {
  const found = statOf(pid);
  return found?.isLive === true && found.startTime === startTime && boot === bootId();
}

/** What lives of a run: its group and session (`leader`, while that is known), and whatever carries its badge. */
export function membersOf(badge: string, leader: number | undefined): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => Number.isInteger(pid) && pid !== process.pid)
    .filter(pid => {
      const found = statOf(pid);
      if (found === undefined || !found.isLive) return false;
      return (leader !== undefined && (found.group === leader || found.session === leader)) || carries(pid, badge);
    });
}

/** Whether the signal reached it; a process that has gone is as good. */
export function signal(pid: number, what: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, what);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw cause;
  }
}

function carries(pid: number, badge: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${runVariable}=${badge}`);
  } catch {
    return false; // Gone, or somebody else's: then it is none of ours.
  }
}

/** The fields of `/proc/<pid>/stat` after the name, which may itself hold spaces and brackets. */
function statOf(pid: number) {
  const text = textOf(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    isLive: !['Z', 'X', 'x'].includes(fields[0]!),
    group: Number(fields[2]),
    session: Number(fields[3]),
    startTime: fields[19]!,
  };
}

let boot: string | undefined;

function bootId(): string {
  boot ??= textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
  return boot;
}

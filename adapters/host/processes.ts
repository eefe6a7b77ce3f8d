import { basename } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Probe } from './host-options.ts';
import type { HostTree } from './host-tree.ts';
import { wholeNumbers } from './numbers.ts';

export interface ProcessSample {
  pid: number;
  name: string;
  /** One letter of proc_pid_stat(5): R, S, D, Z, … */
  state: string;
  parentPid: number;
  /** User and system time since its start, in clock ticks. */
  ticks: number;
  startedAtTicks: number;
  residentPages: number;
}

export interface ProcessList {
  samples: ProcessSample[];
  /** All that are visible, looked at or not. */
  total: number;
  gaps: string[];
}

/** As many files are read in one go; the loop gets a turn between two goes (about 2 ms). */
const readsInOneGo = 100;

/** All processes that this program can see, by pid; at most `processesMax`. */
export async function listProcesses({ tree, limits, signal }: Probe): Promise<ProcessList> {
  const pids = pidsOf(tree);
  const samples: ProcessSample[] = [];
  for (const [index, pid] of pids.slice(0, limits.processesMax).entries()) {
    if (index % readsInOneGo === readsInOneGo - 1) await turn();
    signal.throwIfAborted();
    // One that is gone by now leaves no file.
    const sample = parseProcess(tree.textNow(`proc/${pid}/stat`) ?? '');
    if (sample !== undefined) samples.push(sample);
  }
  return { samples, total: pids.length, gaps: listGaps(tree, pids.length, limits.processesMax) };
}

export function pidsOf(tree: HostTree): number[] {
  const names = tree.entriesNow('proc');
  if ('refused' in names) return [];
  return names
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .sort((one, other) => one - other);
}

/** What runtimes call their first thread, which the kernel then takes for the name of the process. */
const threadNames = new Set(['MainThread', 'Main Thread', 'main']);

/** The name of a process, or of its program where the kernel has a thread's name only (Node 24: `MainThread`). */
export function programName(tree: HostTree, pid: number, name: string): string {
  if (!threadNames.has(name)) return name;
  const program = tree.linkNow(`proc/${pid}/exe`);
  return typeof program === 'string' ? basename(program.replace(/ \(deleted\)$/, '')) : name;
}

/** `/proc/<pid>/stat`; the name stands in parentheses and may hold spaces and parentheses itself. */
export function parseProcess(text: string): ProcessSample | undefined {
  const [, pid, name, state, rest] = /^(\d+) \((.*)\) (\S) (.*)$/s.exec(text.trim()) ?? [];
  const columns = rest?.split(' ') ?? [];
  const numbers = wholeNumbers(
    [0, 10, 11, 18, 20].map(index => columns[index] ?? ''),
    5,
  );
  if (pid === undefined || name === undefined || state === undefined || numbers === undefined) return undefined;
  const [parentPid, user, system, startedAtTicks, residentPages] = numbers as [number, number, number, number, number];
  return { pid: Number(pid), name, state, parentPid, ticks: user + system, startedAtTicks, residentPages };
}

function listGaps(tree: HostTree, total: number, processesMax: number): string[] {
  const mounts = tree.textNow('proc/self/mountinfo') ?? '';
  return [
    total > processesMax ? `Only the first ${processesMax} of ${total} processes were looked at.` : '',
    / \/proc .*hidepid=(?:[12]|invisible|noaccess)/.test(mounts)
      ? 'Other users’ processes are hidden from this program: /proc is mounted with hidepid.'
      : '',
  ].filter(gap => gap !== '');
}

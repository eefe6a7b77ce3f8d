import { readdirSync, readFileSync } from 'node:fs';

/** CPU time by thread, in milliseconds: `MainThread`, `projections`, `V8Worker`, … and the children by their own names. */
export type CpuTimes = Map<string, number>;

/**
 * What a process and its direct children have used so far, as Linux counts it. Threads of one name are one entry;
 * a child is one entry. A thread that has ended counts no more. Not affected by what else the machine does.
 * @throws where there is no `/proc` with `schedstat`.
 */
export function cpuOf(pid: number): CpuTimes {
  const times: CpuTimes = new Map();
  const add = (name: string, ms: number) => times.set(name, (times.get(name) ?? 0) + ms);
  for (const thread of threadsOf(pid)) {
    add(nameOf(thread), usedMs(thread));
    for (const child of read(`${thread}/children`).split(' ').filter(Boolean))
      for (const each of threadsOf(Number(child))) add(nameOf(`/proc/${child}`), usedMs(each));
  }
  return times;
}

/** Microseconds for each of `count` between two looks, the most first. */
export function cpuEach(before: CpuTimes, after: CpuTimes, count: number): [name: string, micros: number][] {
  const used = [...after].map(([name, ms]): [string, number] => [
    name,
    ((ms - (before.get(name) ?? 0)) * 1000) / count,
  ]);
  return used.filter(([, micros]) => micros >= 0.5).sort(([, one], [, other]) => other - one);
}

const threadsOf = (pid: number) => readdirSync(`/proc/${pid}/task`).map(id => `/proc/${pid}/task/${id}`);
const read = (path: string) => readFileSync(path, 'utf8').trim();
const nameOf = (path: string) => read(`${path}/comm`);
/** `schedstat` begins with the nanoseconds on a processor. */
const usedMs = (path: string) => Number(read(`${path}/schedstat`).split(' ')[0]) / 1e6;

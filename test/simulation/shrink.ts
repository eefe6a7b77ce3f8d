import { type RunOptions, type RunResult, simulate } from './simulate.ts';

/** What is left of a failing run when everything that it can do without is taken out. */
export interface Shrunk {
  without: string[];
  result: RunResult;
  runs: number;
}

const runsMax = 400;

/** Takes out kinds of faults, then single faults, then messages, as long as the same invariant breaks. */
export async function shrink(options: RunOptions, found: RunResult): Promise<Shrunk> {
  const without = new Set(options.without);
  let result = found;
  let runs = 0;
  const holds = async (more: string[]): Promise<boolean> => {
    if (runs >= runsMax) return false;
    runs++;
    const tried = await simulate({ ...options, without: new Set([...without, ...more]) });
    if (tried.violation?.invariant !== found.violation!.invariant) return false;
    for (const name of more) without.add(name);
    result = tried;
    return true;
  };
  const kinds = new Set(found.struck.map(occasion => occasion.split('#')[0]!));
  for (const kind of kinds) await holds([kind]);
  const messages = Array.from({ length: 40 }, (_, index) => `message#${index + 1}`);
  for (const names of [halves(messages), messages.map(name => [name])].flat()) await holds(names);
  for (let size = result.struck.length; size >= 1; size = Math.floor(size / 2)) {
    const { struck } = result;
    for (let start = 0; start < struck.length; start += size) await holds(struck.slice(start, start + size));
  }
  const traced = await simulate({ ...options, without, trace: true });
  return { without: [...without], result: traced, runs };
}

function halves(names: string[]): string[][] {
  const middle = names.length >> 1;
  return [names.slice(0, middle), names.slice(middle)];
}

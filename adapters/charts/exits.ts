import type { GraphCode } from '../../domain/chart/graph-codes.ts';

/** How a drawing process ended. */
export interface Exit {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** What it wrote last to its error output. */
  lastWords: string;
}

/** What a process does to itself: faults of native code and the ways in which a runtime gives up. */
const crashSignals: readonly (NodeJS.Signals | null)[] = [
  'SIGSEGV',
  'SIGBUS',
  'SIGABRT',
  'SIGILL',
  'SIGFPE',
  'SIGTRAP',
  'SIGSYS',
];

/** The code for a process that ended while it was needed, without our doing. */
export function codeOfExit({ exitCode, signal, lastWords }: Exit): GraphCode {
  if (/heap out of memory|out of memory|bad_alloc|ENOMEM|allocation failed/i.test(lastWords))
    return 'GRAPH_OUT_OF_MEMORY';
  if (crashSignals.includes(signal)) return 'GRAPH_WORKER_CRASHED';
  // Ended by another's signal, or as if its work were done.
  if (signal !== null || exitCode === 0 || exitCode === null) return 'GRAPH_WORKER_LOST';
  return 'GRAPH_WORKER_CRASHED';
}

import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { ChartsStatus } from '../../actors/answers/chart-ports.ts';
import type { GraphCode } from '../../domain/chart/graph-codes.ts';

/** Every bound of the drawing of charts. */
export interface ChartsOptions {
  /** When not, every request is answered with GRAPH_DISABLED. */
  enabled: boolean;
  /** Drawing processes at the most. Each takes some 110 MB while it lives. */
  slots: number;
  /** Requests that may wait for a slot; the next is answered with GRAPH_QUEUE_FULL. */
  waitingMax: number;
  /** How long one may wait: then GRAPH_SLOT_TIMEOUT. */
  slotWaitMs: number;
  /** How long an attempt may take, the start of a process and a second try included: then GRAPH_RENDER_TIMEOUT. */
  renderMs: number;
  /** Memory of a process, looked at every `memoryEveryMs` while it draws: at once ended over it, GRAPH_OUT_OF_MEMORY. */
  memoryBytesMax: number;
  memoryEveryMs: number;
  /** A process is replaced after so many drawings, over so much memory between two of them, or unused for so long. */
  drawingsMax: number;
  memoryBytesReplaced: number;
  idleMs: number;
  /** Failures in a row after which drawing rests, and for how long: doubled each time up to the last. */
  failuresMax: number;
  restMs: { first: number; last: number };
  cache: { ttlMs: number; bytesMax: number };
  fontsDirectory: string;
  /** When no font will do, they are looked at again after so long. */
  fontsAgainMs: number;
  /** Added to the priority of the program's own: drawing gives way to answering. */
  niceness: number;
  /** Where Node keeps compiled code, which shortens the start of a process threefold: where the program's own is. */
  codeCache: string | undefined;
  /** The module of a drawing process. */
  childModule: URL;
  /** Milliseconds that only grow. */
  monotonicMs(): number;
  /** Told of everything an operator should know; must not throw. */
  tell(report: ChartsReport): void;
}

/** What happened to drawing. */
export type ChartsReport =
  | { type: 'child_started'; pid: number; startMs: number }
  /** `code` when it was a failure; recycled or idle otherwise. */
  | { type: 'child_ended'; pid: number | undefined; why: string; code?: GraphCode; signal?: string; lastWords?: string }
  /** The state of the fonts, or of drawing as a whole, is another than before. */
  | { type: 'capability'; capability: ChartsStatus['capability']; cause?: GraphCode; fonts: ChartsStatus['fonts'] }
  | { type: 'rest'; code: GraphCode; ms: number }
  | { type: 'rest_over' };

const MiB = 1024 ** 2;

export const chartsDefaults: Omit<ChartsOptions, 'tell'> = {
  enabled: true,
  slots: Math.max(1, Math.min(2, availableParallelism() - 1)),
  waitingMax: 32,
  slotWaitMs: 3000,
  renderMs: 8000,
  memoryBytesMax: 256 * MiB,
  memoryEveryMs: 50,
  drawingsMax: 500,
  memoryBytesReplaced: 200 * MiB,
  idleMs: 600_000,
  failuresMax: 3,
  restMs: { first: 2000, last: 60_000 },
  cache: { ttlMs: 600_000, bytesMax: 16 * MiB },
  fontsDirectory: new URL('../../fonts/', import.meta.url).pathname,
  fontsAgainMs: 60_000,
  niceness: 5,
  codeCache: codeCacheOfProgram(),
  childModule: new URL('./child/main.ts', import.meta.url),
  monotonicMs: () => performance.now(),
};

/** Node adds a folder for its version to the one it is given. */
function codeCacheOfProgram(): string | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : dirname(folder);
}

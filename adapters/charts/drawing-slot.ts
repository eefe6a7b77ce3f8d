import { ChartError } from '../../actors/answers/chart-ports.ts';
import { type DrawingChild, startChild } from './drawing-child.ts';
import type { KnownFonts } from './known-fonts.ts';
import type { ChartsOptions } from './options.ts';
import type { DrawnPicture, PackedSpec } from './protocol.ts';
import { shippedFonts } from './shipped-fonts.ts';

/** A place for one drawing process: started when it is needed, replaced when it is worn, spent or gone. */
export interface DrawingSlot {
  /**
   * One attempt, and a second one in a new process when the first one's ended under it, both within `renderMs`.
   * @throws {ChartError}
   */
  draw(spec: PackedSpec): Promise<DrawnPicture>;
  /** Resolves once a process stands by. @throws {ChartError} it cannot draw */
  warm(): Promise<void>;
  /** The process gave a bad picture: the next drawing gets another one. */
  distrust(why: string): void;
  /** Resolves when no process is left. */
  close(): Promise<void>;
}

export function drawingSlot(options: ChartsOptions, fonts: KnownFonts): DrawingSlot {
  const { renderMs, drawingsMax, memoryBytesReplaced, idleMs } = options;
  const leaving = new Set<Promise<void>>();
  let child: DrawingChild | undefined;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;

  /** A process that can draw. One that a font ended is followed by one that leaves this font alone. */
  async function standBy(isLate: () => boolean): Promise<DrawingChild> {
    for (let opened = 0; ; opened++) {
      if (isClosed) throw new ChartError('GRAPH_DISABLED', 'the program is being stopped');
      child = child?.isAlive() ? child : startOne();
      const { ready, fonts: found } = child;
      try {
        fonts.learned(await ready);
        return child;
      } catch (cause) {
        fonts.learned(found.verdicts);
        if (found.trying !== undefined) fonts.blame(found.trying);
        if (found.trying === undefined || opened === shippedFonts.length || isLate()) throw cause;
      }
    }
  }

  function startOne(): DrawingChild {
    const started = startChild(options, fonts.avoid());
    const left = started.gone.then(() => void leaving.delete(left));
    leaving.add(left);
    return started;
  }

  async function twice(spec: PackedSpec, isLate: () => boolean): Promise<DrawnPicture> {
    try {
      return await (await standBy(isLate)).draw(spec);
    } catch (cause) {
      if (isLate() || !(cause instanceof ChartError) || !isWorthASecond(cause)) throw cause;
      return await (await standBy(isLate)).draw(spec);
    }
  }

  /** Between two drawings: memory that nobody counts grows, and a new process is the surest way to free it. */
  function replaceWhenWorn(): void {
    if (child === undefined || !child.isAlive()) return;
    const bytes = child.residentBytes() ?? 0;
    if (child.drawings < drawingsMax && bytes < memoryBytesReplaced) return;
    child.close(`replaced after ${child.drawings} drawings, with ${Math.round(bytes / 1024 ** 2)} MiB`);
    // The next request finds one that has started. Whether it could is asked again then.
    standBy(() => false).catch(() => undefined);
  }

  function restWhenUnused(): void {
    clearTimeout(idle);
    idle = setTimeout(() => child?.close('unused'), idleMs);
    idle.unref();
  }

  /** Whatever is not done in time ends with its process. */
  async function inTime<Result>(work: (isLate: () => boolean) => Promise<Result>): Promise<Result> {
    clearTimeout(idle);
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      child?.end('GRAPH_RENDER_TIMEOUT', `no picture within ${renderMs} ms`);
    }, renderMs);
    try {
      return await work(() => isLate);
    } finally {
      clearTimeout(late);
      restWhenUnused();
    }
  }

  return {
    async draw(spec) {
      const picture = await inTime(isLate => twice(spec, isLate));
      replaceWhenWorn();
      return picture;
    },
    async warm() {
      await inTime(standBy);
    },
    distrust: why => child?.close(why),
    async close() {
      isClosed = true;
      clearTimeout(idle);
      child?.close('closed');
      await Promise.all(leaving);
    },
  };
}

/** The process ended under it; the same may go well in another one. */
function isWorthASecond({ code }: ChartError): boolean {
  return code === 'GRAPH_WORKER_CRASHED' || code === 'GRAPH_WORKER_LOST';
}

import type { ChartStep, GraphCode } from '../../domain/chart/graph-codes.ts';
import type { ChartSpec } from '../../domain/chart/spec.ts';

/** What is needed of the outside to draw a chart. */

/** A picture, ready to send: PNG, checked (signature, size, not blank). */
export interface Picture {
  png: Uint8Array;
  /** In pixels. */
  width: number;
  height: number;
  sha256: string;
  step: ChartStep;
  /** Drawn for this request, together with one that asked for the same, or earlier. */
  source: 'drawn' | 'shared' | 'cached';
  /** How long it waited for its turn, and how long drawing took; 0 when it was drawn earlier. */
  queueWaitMs: number;
  renderMs: number;
}

/** Draws charts outside the process: a crash, a hang or a want of memory there costs one attempt, never the program. */
export interface Charts {
  /**
   * One attempt at one step of the ladder, answered within its stated limits (by default 3 s for a turn, then 8 s).
   * Identical requests share one drawing.
   * @throws {ChartError} why there is no picture. The reason of `signal`, at once, when it is aborted.
   */
  draw(spec: ChartSpec, options: { step: ChartStep; signal?: AbortSignal }): Promise<Picture>;
  status(): ChartsStatus;
}

export interface ChartsStatus {
  /** `unknown` until the fonts were looked at for the first time. */
  capability: 'unknown' | 'ready' | 'degraded' | 'unavailable' | 'disabled';
  /** Why it is not `ready`: a font that fell back, fonts that cannot be used, a rest after failures. */
  cause?: GraphCode;
  /** What is known of each font family, the first choice first. */
  fonts: { family: string; state: 'unknown' | 'ok' | GraphCode; detail?: string }[];
  slots: number;
  busySlots: number;
  /** Requests that wait for a slot, how many may, and how long the oldest has waited. */
  waiting: number;
  waitingMax: number;
  oldestWaitMs: number;
  /** What is left of a rest after failures; absent when there is none. */
  cooldownMs?: number;
}

/** There is no picture; `code` says why, and the catalogue of refusals what can be done. */
export class ChartError extends Error {
  override name = 'ChartError';
  readonly code: GraphCode;
  /** Asking again before is in vain. */
  readonly retryAfterMs: number | undefined;
  /** How far it came. */
  readonly queueWaitMs: number;
  readonly renderMs: number;
  constructor(
    code: GraphCode,
    message: string,
    options: { retryAfterMs?: number; queueWaitMs?: number; renderMs?: number; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.queueWaitMs = options.queueWaitMs ?? 0;
    this.renderMs = options.renderMs ?? 0;
  }
}

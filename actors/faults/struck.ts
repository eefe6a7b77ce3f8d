import type { FaultPoint } from '../../domain/fault/points.ts';
import type { Timers } from '../ports.ts';
import { pause } from '../waiting.ts';
import type { FaultPoints, Strike } from './fault-points.ts';

/** How one port fails: in its own words, so that nobody above can tell an injected fault from a real one. */
export interface Ways<Result> {
  /** `hang`: it gave no answer in time. */
  failure(kind: 'error' | 'hang', words: string): Error;
  /** What the port waits for an answer at most; none: for as long as the fault lasts. */
  hangMaxMs?: number;
  drop?(call: () => Promise<Result>, words: string): Promise<Result>;
  duplicate?(call: () => Promise<Result>): Promise<Result>;
  corrupt?(call: () => Promise<Result>): Promise<Result>;
}

const never = new AbortController().signal;

/** One call at a point: as it is, or as the fault in force there has it. */
export async function struck<Result>(
  { points, timers }: { points: FaultPoints; timers: Timers },
  point: FaultPoint,
  ways: Ways<Result>,
  call: () => Promise<Result>,
  signal: AbortSignal = never,
): Promise<Result> {
  const strike = points.strike(point);
  if (strike === undefined) return call();
  try {
    return await hit(strike);
  } finally {
    strike.settle();
  }

  /** The table of points offers what its port lacks: a fault of the program. */
  function lacking(kind: string): never {
    throw new TypeError(`${point} has no way to ${kind}`);
  }

  async function hit({ fault, over }: Strike): Promise<Result> {
    const words = `injected fault ${fault.faultId} (${fault.kind})`;
    const ended = AbortSignal.any([over, signal]);
    switch (fault.kind) {
      case 'latency':
        await pause(timers, fault.delayMs, ended);
        return call();
      case 'error':
        throw ways.failure('error', words);
      case 'hang':
        await pause(timers, Math.min(ways.hangMaxMs ?? fault.ttlMs, fault.ttlMs), ended);
        if (over.aborted && !signal.aborted) return call();
        throw ways.failure('hang', words);
      case 'crash':
        return points.crash(fault);
      case 'drop':
        return (ways.drop ?? lacking('drop'))(call, words);
      case 'duplicate':
        return (ways.duplicate ?? lacking('duplicate'))(call);
      case 'corrupt':
        return (ways.corrupt ?? lacking('corrupt'))(call);
      case 'clock':
        return call();
    }
  }
}

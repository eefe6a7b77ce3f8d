import type { Fault } from '../../domain/fault/machine.ts';
import type { FaultPoint } from '../../domain/fault/points.ts';
import { msBetween } from '../../domain/instants.ts';
import type { Clock, Timers } from '../ports.ts';
import { chance } from './chance.ts';

/** What is in force here and now; `hits`: calls of this run that were hit. */
export interface FaultInForce extends Fault {
  hits: number;
}

/** One call that is hit. It must be settled when the call is over. */
export interface Strike {
  fault: Fault;
  /** Fires when the fault is over. */
  over: AbortSignal;
  settle(): void;
}

export type FaultEnd = 'time' | 'count' | 'crash' | 'restart';

/** The faults of this process, as calls meet them. */
export interface FaultPoints {
  /** Whether the next call of the point is hit, and by what. */
  strike(point: FaultPoint): Strike | undefined;
  /** By how much the clock is off. */
  skewMs(): number;
  inForce(): FaultInForce[];
  /** Holds to what the log says is in force; what is in force already goes on counting. */
  follow(faults: readonly Fault[]): void;
  /** Whether a fault may come back in this run: not a crash, which would be for ever, and none where they are off. */
  resumes(fault: Fault): boolean;
  /** It does not begin again, though the log does not know of its end yet. */
  forgo(fault: Fault): void;
  /** Told of each that ends by itself. */
  onEnd(tell: (fault: Fault, reason: FaultEnd, hits: number) => Promise<void>): void;
  /** Says that a crash is due, waits a little for that to be recorded, and ends the process. */
  crash(fault: Fault): Promise<never>;
}

interface Live {
  fault: Fault;
  next: () => number;
  hits: number;
  underWay: number;
  stop: AbortController;
  callOff: () => void;
}

/** What a crash waits for its own words. */
const lastWordsMs = 2_000;

/** `clock` is the true one. A fault ends here by its own time, whether or not the log can be told. */
export function faultPoints({
  enabled,
  clock,
  timers,
  die,
}: {
  enabled: boolean;
  clock: Clock;
  timers: Timers;
  die(why: string): void;
}): FaultPoints {
  const live = new Map<string, Live>();
  /** Ended here, and in force in the log still. */
  const over = new Set<string>();
  let ended: (fault: Fault, reason: FaultEnd, hits: number) => Promise<void> = async () => {};

  return {
    strike(point) {
      for (const each of live.values()) {
        const { fault } = each;
        if (fault.point !== point || spent(each)) continue;
        if (each.next() >= fault.probability) continue;
        each.hits++;
        each.underWay++;
        return { fault, over: each.stop.signal, settle: () => settle(each) };
      }
      return undefined;
    },
    skewMs() {
      let ms = 0;
      for (const { fault } of live.values()) if (fault.kind === 'clock') ms += fault.skewMs;
      return ms;
    },
    inForce: () => [...live.values()].map(({ fault, hits }) => ({ ...fault, hits })),
    follow(faults) {
      const wanted = new Set(faults.map(({ faultId }) => faultId));
      for (const id of over) if (!wanted.has(id)) over.delete(id);
      for (const each of live.values()) if (!wanted.has(each.fault.faultId)) letGo(each);
      for (const fault of faults) if (!live.has(fault.faultId) && !over.has(fault.faultId)) begin(fault);
    },
    resumes: ({ kind }) => enabled && kind !== 'crash',
    forgo: ({ faultId }) => void over.add(faultId),
    onEnd(tell) {
      ended = tell;
    },
    async crash(fault) {
      await Promise.race([
        ended(fault, 'crash', live.get(fault.faultId)?.hits ?? 1),
        new Promise<void>(resolve => timers.after(lastWordsMs, resolve)),
      ]);
      die(`fault ${fault.faultId} at ${fault.point}: a crash on demand`);
      return new Promise<never>(() => {});
    },
  };

  function begin(fault: Fault): void {
    // A skewed clock dates the end of what is injected meanwhile: no fault lasts longer than it was asked to.
    const ms = Math.min(fault.ttlMs, msBetween(clock.now(), fault.endsAt));
    const each: Live = { fault, next: chance(fault.seed), hits: 0, underWay: 0, ...unending() };
    live.set(fault.faultId, each);
    if (ms <= 0) finish(each, 'time');
    else each.callOff = timers.after(ms, () => finish(each, 'time'));
  }

  function settle(each: Live): void {
    each.underWay--;
    if (spent(each) && each.underWay === 0 && live.has(each.fault.faultId)) finish(each, 'count');
  }

  function finish(each: Live, reason: FaultEnd): void {
    letGo(each);
    over.add(each.fault.faultId);
    void ended(each.fault, reason, each.hits);
  }

  function letGo(each: Live): void {
    live.delete(each.fault.faultId);
    each.callOff();
    each.stop.abort();
  }
}

const unending = () => ({ stop: new AbortController(), callOff: () => {} });

function spent({ fault: { count }, hits }: Live): boolean {
  return count !== undefined && hits >= count;
}

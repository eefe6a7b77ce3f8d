import { Refusal } from '../../domain/refusal.ts';
import type { Clock } from '../ports.ts';
import type { Alarms } from './alarms.ts';
import { isPassing } from './passing.ts';
import type { Standing } from './ports.ts';

/** A worker leaves its work alone so long before others may take it: clocks and turns differ (P3). */
const skewMs = 2_000;
/** A heartbeat that was not recorded is tried again so soon. */
const retryMs = 1_000;

export interface LeaseOptions {
  leaseMs: number;
  /** Monotonic moment before the claim was sent: the lease began then or later. */
  claimedMs: number;
  /** Records a heartbeat. */
  beat(): Promise<Standing>;
  /** After each heartbeat. */
  seen(standing: Standing): void;
  /** Once: others have the work, or may have it soon. */
  lost(why: string): void;
  clock: Clock;
  alarms: Alarms;
}

/**
 * Renews a lease every third of it until the alarms are stopped. A lease that could not be renewed is given up by
 * this worker's own monotonic clock, before anybody else can take it.
 */
export function keepLease({ leaseMs, claimedMs, beat, seen, lost, clock, alarms }: LeaseOptions): void {
  const marginMs = Math.min(skewMs, leaseMs / 5);
  let over = false;
  holdFrom(claimedMs);
  beatIn(leaseMs / 3);

  function holdFrom(sentMs: number): void {
    alarms.set('lease', sentMs + leaseMs - marginMs, () => giveUp('its lease could not be renewed in time'));
  }

  function beatIn(ms: number): void {
    alarms.set('beat', clock.monotonicMs() + ms, () => void renew());
  }

  /** Nothing that comes later makes it this worker's again. */
  function giveUp(why: string): void {
    if (over) return;
    over = true;
    alarms.clear('beat');
    alarms.clear('lease');
    lost(why);
  }

  async function renew(): Promise<void> {
    const sentMs = clock.monotonicMs();
    try {
      const standing = await beat();
      if (over) return;
      holdFrom(sentMs);
      beatIn(leaseMs / 3);
      seen(standing);
    } catch (error) {
      if (over) return;
      if (isPassing(error)) return beatIn(Math.min(retryMs, leaseMs / 3));
      giveUp(error instanceof Refusal ? error.message : `a heartbeat failed on a fault of the program: ${error}`);
    }
  }
}

import type { EventLog } from '../../projections/ports.ts';

/** How a silent subscription stands: nothing left to give, something on its way, or given up by the server. */
export type Standing = 'caught_up' | 'behind' | 'stalled';

/**
 * Tells silence with nothing to say from silence that hides events: a subscription has stalled when nothing came for
 * `watchdogMs` and the head has been seen ahead of it for at least half of that.
 */
export function watchdog(watchdogMs: number, head: EventLog['head'], now = () => performance.now()) {
  let progressAt = now();
  let behindSince: number | undefined;
  return {
    progress(): void {
      progressAt = now();
      behindSince = undefined;
    },
    /** @throws {StoreUnavailable} when the head cannot be read. */
    async standing(last: bigint | undefined): Promise<Standing> {
      const at = await head();
      if (at === undefined || (last !== undefined && at <= last)) {
        behindSince = undefined;
        return 'caught_up';
      }
      behindSince ??= now();
      const isStalled = now() - progressAt >= watchdogMs && now() - behindSince >= watchdogMs / 2;
      return isStalled ? 'stalled' : 'behind';
    },
  };
}

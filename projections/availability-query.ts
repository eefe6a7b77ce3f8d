import type { Instant } from '../domain/message.ts';
import { emptyHistogram } from '../domain/slo/latency.ts';
import { minuteMs, slotMs, slotOf, slotsPerMinute } from '../domain/slo/windows.ts';
import { countsIn, type Span } from './counts-query.ts';
import { observedTable } from './indicators/availability.ts';
import type { Snapshot } from './ports.ts';

/** A run tells of its slots every five minutes, or sooner: what is younger than this is not known yet. */
export const silenceMs = 7 * minuteMs;

/**
 * Every slot of the span since the first start is good or bad. What no run has told of is bad: before the last report
 * at once, after it when it has been silent for too long.
 */
export function availabilityIn(snapshot: Snapshot, { from, to }: { from: number; to: number }, now: Instant): Span {
  const [observed] = snapshot.select('slo', observedTable, { limit: 1 });
  if (observed === undefined) return { good: 0, bad: 0, took: emptyHistogram() };
  const { good } = countsIn(snapshot, { sli: 'availability', traffic: 'real', from, to, now });
  const silent = slotOf(now) - observed.reportedSlot > silenceMs / slotMs;
  const end = Math.min(to * slotsPerMinute, silent ? slotOf(now) : observed.reportedSlot + 1);
  const begin = Math.max(from * slotsPerMinute, observed.sinceSlot);
  return { good, bad: Math.max(0, end - begin - good), took: emptyHistogram() };
}

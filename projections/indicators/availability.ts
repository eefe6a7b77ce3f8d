import { plusMs } from '../../domain/instants.ts';
import { slotMs, slotOf, slotsPerMinute } from '../../domain/slo/windows.ts';
import { keyed } from '../table.ts';
import type { Indicator } from './tally.ts';

/**
 * Availability: every 10 s of wall time since the first start. Good slots are told of by runs; every other one is bad,
 * also those in which nothing ran. Two runs at once: one that was well is enough.
 */

/** From when to when anything is known: one row. */
export const observedTable = keyed(
  'observed',
  { id: 'integer', sinceSlot: 'integer', reportedSlot: 'integer' },
  { key: ['id'] },
);

/** Which of the minute's slots were good, a bit each: so that two runs that tell of the same slot count once. */
export const slotsTable = keyed('slots', { place: 'integer', minute: 'integer', good: 'integer' }, { key: ['place'] });
/** Runs tell of a slot within minutes, or hours after the log was away. */
const placesKept = 2 * 1440;

export const availability: Indicator = {
  ProcessStarted({ rows }, { data }) {
    const slot = slotOf(data.at as string);
    if (rows.get(observedTable, 0) === undefined)
      rows.put(observedTable, { id: 0, sinceSlot: slot, reportedSlot: slot - 1 });
  },
  ServiceObserved({ rows, count }, { data, metadata }) {
    const from = slotOf(plusMs(data.from as string, slotMs / 2));
    const slots = data.slots as string;
    const observed = rows.get(observedTable, 0) ?? { id: 0, sinceSlot: from, reportedSlot: from - 1 };
    const reportedSlot = Math.max(observed.reportedSlot, from + slots.length - 1);
    rows.put(observedTable, { ...observed, reportedSlot });
    for (const [index, state] of [...slots].entries()) {
      const slot = from + index;
      if (state !== 'g' || slot < observed.sinceSlot) continue;
      const minute = Math.floor(slot / slotsPerMinute);
      const bit = 1 << (slot % slotsPerMinute);
      const held = rows.get(slotsTable, minute % placesKept);
      const before = held?.minute === minute ? held.good : 0;
      if ((held !== undefined && held.minute > minute) || (before & bit) !== 0) continue;
      rows.put(slotsTable, { place: minute % placesKept, minute, good: before | bit });
      count('availability', minute, metadata.traffic, { good: 1 });
    }
  },
};

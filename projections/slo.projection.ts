import { availability, observedTable, slotsTable } from './indicators/availability.ts';
import { commands } from './indicators/commands.ts';
import { countedJobs, jobPlaces, jobs } from './indicators/jobs.ts';
import { hoursTable, type Indicator, minutesTable, openTable, tallyOn } from './indicators/tally.ts';
import type { Projection } from './projection.ts';
import { keyed } from './table.ts';

/** What went well and what went badly, by the minute, of each indicator: from events alone. */

/** Promises that no budget allows to break, and that nobody has said are kept again. */
export const brokenTable = keyed('broken', { guarantee: 'text', detail: 'text', at: 'text' }, { key: ['guarantee'] });

const guarantees: Indicator = {
  GuaranteeBroken({ rows }, { data }) {
    const [guarantee, detail, at] = [data.guarantee as string, data.detail as string, data.at as string];
    rows.put(brokenTable, { guarantee, detail, at });
  },
  GuaranteeMended: ({ rows }, { data }) => rows.delete(brokenTable, data.guarantee as string),
};

/** Every indicator there is. Raise the version when one changes what it counts. */
const indicators: readonly Indicator[] = [availability, commands, jobs, guarantees];

const byType = new Map<string, Indicator[string][]>();
for (const indicator of indicators)
  for (const [type, note] of Object.entries(indicator)) byType.set(type, [...(byType.get(type) ?? []), note]);

export const sloProjection: Projection = {
  name: 'slo',
  version: 2,
  tables: [minutesTable, hoursTable, openTable, observedTable, slotsTable, brokenTable, countedJobs, jobPlaces],
  handles: [...byType.keys()],
  apply(rows, event) {
    const tally = tallyOn(rows);
    for (const note of byType.get(event.type)!) note(tally, event);
  },
};

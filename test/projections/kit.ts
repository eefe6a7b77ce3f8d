import { sqliteViews } from '../../adapters/sqlite/views.ts';
import { everyProjection, type SizedTables, sizedTables } from '../../projections/every-projection.ts';
import type { ReadModels } from '../../projections/ports.ts';
import type { Projection } from '../../projections/projection.ts';
import { ProjectionRunner } from '../../projections/runner.ts';
import type { Notice, RunnerOptions } from '../../projections/runner-options.ts';
import type { Table } from '../../projections/table.ts';
import { MemoryEventLog } from '../doubles/memory-event-log.ts';
import type { Placed } from './histories.ts';
import { VirtualTime } from './virtual-time.ts';

/** Small enough that journals are trimmed in every history. */
export const smallTables = (): SizedTables => ({
  ...sizedTables({ trace: 7, audit: 5, records: 500, idempotency: 3 }),
});

export function appendAll(log: MemoryEventLog, history: readonly Placed[]): void {
  for (const { stream, event } of history) log.append(stream, event);
}

export function kit(options: Partial<RunnerOptions> & { pageMax?: number; step?: bigint } = {}) {
  const time = new VirtualTime();
  const log = new MemoryEventLog({ now: () => time.now(), ...options });
  const models = options.models ?? sqliteViews({ path: ':memory:' });
  const projections = options.projections ?? everyProjection(smallTables());
  const notices: Notice[] = [];
  const tell = (notice: Notice) => notices.push(notice);
  const runner = new ProjectionRunner({ log, clock: time, timers: time, tell, ...options, models, projections });
  return { time, log, models, projections, notices, runner };
}

/** Every row of every view, in the order in which it is stored. */
export function everyRow(models: ReadModels, projections: readonly Projection[]): Record<string, object[]> {
  return models.read(snapshot =>
    Object.fromEntries(
      projections.flatMap(({ name, tables }) =>
        tables.map((table: Table) => [
          `${name}/${table.name}`,
          snapshot.select(name, table, { limit: 1_000_000, order: table.kind === 'keyed' ? table.key : 'newest' }),
        ]),
      ),
    ),
  );
}

/** The views as a fresh build from the beginning of the log gives them, one event at a time. */
export async function rebuilt(log: MemoryEventLog, projections: readonly Projection[], batchMax = 1) {
  const time = new VirtualTime();
  const models = sqliteViews({ path: ':memory:' });
  const runner = new ProjectionRunner({ log, models, projections, clock: time, timers: time, batchMax });
  runner.start();
  await runner.caughtUp();
  await runner.stop();
  const rows = everyRow(models, projections);
  models.close();
  return rows;
}

import { existsSync } from 'node:fs';
import type { EventStore } from '../../actors/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { queries } from '../../projections/answering.ts';
import { defaultViewSizes, sizedTables } from '../../projections/every-projection.ts';
import { Head } from '../../projections/head.ts';
import type { EventLog } from '../../projections/ports.ts';
import type { Queries } from '../../projections/queries.ts';
import { eventStoreDbOptions } from '../compose/event-store.ts';
import { openedFor } from '../compose/personal.ts';
import { type Config, loadConfig } from '../config.ts';
import { opsTermsOf } from '../program/ops-terms.ts';
import { systemClock, systemTimers } from '../system-time.ts';

/** What the command line reads, beside a program that runs or in its absence. Nothing here can write. */

export type ReadableLog = EventLog & Pick<EventStore, 'readStream'> & { close(): Promise<void> };

export function configured(file: string | undefined): Config {
  return loadConfig(file === undefined ? {} : { file }).config;
}

/** As it was decided: what is sealed is opened. @throws {Refusal} `not_found` where no program ever ran. */
export async function withLog<Result>(config: Config, work: (log: ReadableLog) => Promise<Result>): Promise<Result> {
  return withRecordedLog(config, log => work(openedFor(log, config)));
}

/** As it lies there. @throws {Refusal} `not_found` where no program ever ran. */
export async function withRecordedLog<Result>(
  config: Config,
  work: (log: ReadableLog) => Promise<Result>,
): Promise<Result> {
  requireLog(config);
  const log = await openLog(config);
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

/** The log of another engine is its server's matter. @throws {Refusal} `not_found` */
export function requireLog({ eventStore: { engine, path } }: Config): void {
  if (engine === 'embedded' && !existsSync(path)) throw nothingYet('Nothing is recorded here yet.');
}

function nothingYet(what: string): Refusal {
  return new Refusal('not_found', what, { hint: 'Start it with `npm start`.' });
}

/** @throws {Refusal} `not_found` where no program ever ran. */
export async function withQueries<Result>(
  config: Config,
  work: (queries: Queries) => Promise<Result>,
): Promise<Result> {
  const { sqliteViewReader } = await import('../../adapters/sqlite/views-open.ts');
  return withLog(config, async log => {
    if (!existsSync(config.projections.path)) throw nothingYet('The read models are not built yet.');
    const views = sqliteViewReader({ path: config.projections.path });
    const tables = sizedTables({ ...defaultViewSizes, records: config.projections.recordsKept });
    try {
      const head = new Head(log, systemClock, systemTimers);
      return await work(queries({ views, head, tables, slo: config.slo, ops: opsTermsOf(config) }));
    } finally {
      views.close();
    }
  });
}

/** As it lies there; the caller closes it. @throws {StoreError} */
export async function openLog({ eventStore }: Config): Promise<ReadableLog> {
  if (eventStore.engine === 'embedded') {
    const { openSqliteEventLog } = await import('../../adapters/sqlite/open-event-log.ts');
    return openSqliteEventLog({ path: eventStore.path });
  }
  const { eventStoreDb } = await import('../../adapters/eventstoredb/event-store.ts');
  return eventStoreDb(eventStoreDbOptions(eventStore));
}

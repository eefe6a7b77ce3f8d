import type { OpenWork } from '../../actors/sweeper.ts';
import type { Config } from '../config.ts';
import type { PreviousRun } from '../life.ts';
import type { ProcessLog } from '../log.ts';
import { openWork } from '../program/open-work.ts';
import { opsTermsOf } from '../program/ops-terms.ts';
import type { Reports } from '../program/reports.ts';
import { type Projections, startProjections } from '../projections-client.ts';
import { eventStoreDbOptions } from './event-store.ts';
import { keysDirectory } from './personal.ts';

/** The read models, and what recovery asks of them. */
export interface ProjectionsSide extends Projections {
  openWork(): Promise<OpenWork>;
  /** The run before this one; none in a new log. */
  lastRun(): Promise<PreviousRun | undefined>;
}

/** Starts the thread of the projections; the log's file must be there. */
export async function projectionsSide(
  config: Config,
  log: ProcessLog,
  projecting: Reports['projecting'] = () => {},
): Promise<ProjectionsSide> {
  const { eventStore, projections, slo } = config;
  const side = await startProjections({
    log:
      eventStore.engine === 'embedded'
        ? { engine: 'sqlite', path: eventStore.path }
        : { engine: 'eventstoredb', ...eventStoreDbOptions(eventStore) },
    viewsPath: projections.path,
    sizes: { records: projections.recordsKept },
    batchMax: projections.batchMax,
    slo,
    ops: opsTermsOf(config),
    keysDirectory: keysDirectory(config),
    tell(notice) {
      log.info({ notice }, `projections: ${notice.type}`);
      projecting(notice);
    },
  });
  return { ...side, openWork: () => openWork(side.queries), lastRun: () => lastRun(side) };
}

async function lastRun({ queries }: Projections): Promise<PreviousRun | undefined> {
  const { runs, lastEventAt } = await queries.processes({ limit: 1 });
  const [run] = runs;
  if (run === undefined) return undefined;
  return { instance: run.instance, stopped: run.stoppedAt !== null, lastAt: lastEventAt ?? run.startedAt };
}

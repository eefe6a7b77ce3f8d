import type { Engines } from '../../../ops/program/engines.ts';
import { openWork } from '../../../ops/program/open-work.ts';
import type { Reports } from '../../../ops/program/reports.ts';
import { queries as answering } from '../../../projections/answering.ts';
import { everyProjection, sizedTables } from '../../../projections/every-projection.ts';
import { heldAbout } from '../../../projections/held.ts';
import {
  type Clock,
  type EventLog,
  type ReadModels,
  type Timers,
  ViewsUnavailable,
} from '../../../projections/ports.ts';
import type { Queries } from '../../../projections/queries.ts';
import { ProjectionRunner } from '../../../projections/runner.ts';
import { verifyChain } from '../../../projections/verify-chain.ts';
import { opened, read } from './seal.ts';
import type { Wire } from './wire.ts';

/** Small, so that journals are trimmed in every run. */
export const tables = sizedTables({ trace: 200, audit: 40, records: 500, idempotency: 30 });
export const projections = everyProjection(tables);

export type SimulatedViews = Engines['projections'] & { runner: ProjectionRunner };

/** The real projections and queries, inline; only asking them takes time, and may fail. */
export function views(
  models: ReadModels,
  log: EventLog,
  clock: Clock,
  timers: Timers,
  wire: Wire,
  tell: Pick<Reports, 'projecting'>,
): SimulatedViews {
  const runner = new ProjectionRunner({
    log,
    models,
    projections,
    clock,
    timers,
    batchMax: 10,
    tell: tell.projecting,
    decode: read,
  });
  const real = answering({ views: models, head: runner.head, tables, degraded: name => runner.degraded(name) });
  const queries = distant(real, wire);
  runner.start();
  return {
    runner,
    queries,
    caughtUp: () => runner.caughtUp(),
    status: () => runner.status(),
    openWork: () => openWork(queries),
    held: userId => heldAbout(log, userId, { bytesMax: 100_000, open: opened }),
    verifyChain: anchors => verifyChain(log, anchors),
    async lastRun() {
      const { runs, lastEventAt } = await real.processes({ limit: 1 });
      const [run] = runs;
      if (run === undefined) return undefined;
      return { instance: run.instance, stopped: run.stoppedAt !== null, lastAt: lastEventAt ?? run.startedAt };
    },
  };
}

/** As over a thread: a moment there, a moment back. */
function distant(real: Queries, wire: Wire): Queries {
  return new Proxy(real, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        await wire.call('', wire.chance.between(0.1, 2), () => {
          if (wire.strikes('views.fail'))
            throw new ViewsUnavailable('the views cannot be read', { hint: 'Simulated.' });
        });
        return method(...given);
      };
    },
  });
}

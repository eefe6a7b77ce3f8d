/**
 * A process that projects until it is killed: `node kill-child.ts <log> <views> <batchMax> [<view to rebuild>]`.
 * It says each batch, so that whoever kills it knows that it is at work.
 */
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { sqliteViews } from '../../adapters/sqlite/views.ts';
import { systemClock as clock, systemTimers as timers } from '../../ops/system-time.ts';
import { everyProjection } from '../../projections/every-projection.ts';
import { ProjectionRunner } from '../../projections/runner.ts';
import { smallTables } from './kit.ts';

const [path, viewsPath, batchMax, rebuild] = process.argv.slice(2) as [string, string, string, string?];
const log = await openSqliteEventLog({ path });
const models = sqliteViews({ path: viewsPath });
const runner = new ProjectionRunner({
  ...{ log, models, clock, timers, batchMax: Number(batchMax) },
  projections: everyProjection(smallTables()),
  async pause() {
    process.send?.('batch');
    await new Promise(resolve => setImmediate(resolve));
  },
});
runner.start();
if (rebuild !== undefined) void runner.rebuild(rebuild);

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { sqliteEventStore } from '../../adapters/sqlite/event-store.ts';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { sqliteViews } from '../../adapters/sqlite/views.ts';
import type { StreamName } from '../../domain/ids.ts';
import { systemClock as clock, systemTimers as timers } from '../../ops/system-time.ts';
import { everyProjection } from '../../projections/every-projection.ts';
import { ProjectionRunner } from '../../projections/runner.ts';
import { given, type Placed } from './histories.ts';
import { everyRow, smallTables } from './kit.ts';

const kills = 24;
const child = join(import.meta.dirname, 'kill-child.ts');

/** What 25 commands leave behind, some of it unfinished. */
const chapter = (from: number): Placed[] =>
  Array.from({ length: 25 }, (_, index) => from + index).flatMap(n => [
    given.received(n, n % 3),
    given.accepted(n, n % 3),
    ...(n % 5 === 0 ? [] : [given.answered(n, n % 3)]),
    given.reply(n, n % 3),
    ...(n % 4 === 0 ? [given.fromTomorrow(n)] : [given.delivered(n, n % 3)]),
  ]);

test('[P7] [I16] [D-27] whoever projects may be killed at any instant: the rows equal those of a rebuild', async t => {
  t.timeout(180_000);
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-kill-'));
  const [path, viewsPath] = [join(directory, 'log.sqlite'), join(directory, 'views.sqlite')];
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const store = await sqliteEventStore({ path });
  const heads = new Map<StreamName, bigint>();
  let batches = 0;

  for (let kill = 0; kill < kills; kill += 1) {
    for (const { stream, event } of chapter(kill * 25)) {
      const { revision } = await store.append(stream, heads.get(stream) ?? 'no_stream', [event]);
      heads.set(stream, revision);
    }
    // Every third also builds a view anew, from zero, in ever more batches.
    const rebuild = kill % 3 === 2 ? ['trace'] : [];
    const projecting = fork(child, [path, viewsPath, '10', ...rebuild], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    batches += await killAfter(projecting, 1 + ((kill * 7) % 12));
  }
  t.true(batches >= kills);

  const projections = everyProjection(smallTables());
  const rows = async (file: string) => {
    const models = sqliteViews({ path: file });
    const log = await openSqliteEventLog({ path });
    const runner = new ProjectionRunner({ log, models, projections, clock, timers });
    runner.start();
    t.deepEqual(await runner.caughtUp(), { degraded: [] });
    const found = everyRow(models, projections);
    await runner.stop();
    models.close();
    await log.close();
    return found;
  };
  const live = await rows(viewsPath);
  t.deepEqual(live, await rows(':memory:'));
  t.true(live['open-work/untaken']?.length === 0 && live['open-work/unanswered']!.length > 0);
  await store.close();
});

/** Kills it once it has said so many batches, or has nothing more to do. Gives how many it said. */
async function killAfter(projecting: ChildProcess, batches: number): Promise<number> {
  let seen = 0;
  const enough = Promise.withResolvers<void>();
  projecting.on('message', () => {
    seen += 1;
    if (seen >= batches) enough.resolve();
  });
  projecting.on('exit', () => enough.resolve());
  await enough.promise;
  projecting.kill('SIGKILL');
  if (projecting.signalCode === null && projecting.exitCode === null) await once(projecting, 'exit');
  return seen;
}

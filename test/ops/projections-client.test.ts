import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sqliteEventStore } from '../../adapters/sqlite/event-store.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { NewEvent } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type ProjectionsConfig, startProjections, type ThreadNotice } from '../../ops/projections-client.ts';
import { given, type Placed } from '../projections/histories.ts';

async function program(t: ExecutionContext, config: Partial<ProjectionsConfig> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-projections-'));
  const path = join(directory, 'log.sqlite');
  const store = await sqliteEventStore({ path });
  const notices: ThreadNotice[] = [];
  const projections = await startProjections({
    log: { engine: 'sqlite', path },
    viewsPath: join(directory, 'views.sqlite'),
    tell: notice => notices.push(notice),
    restart: { baseMs: 10, capMs: 50 },
    ...config,
  });
  t.teardown(async () => {
    await projections.close();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const revisions = new Map<StreamName, bigint>();
  async function append(...history: Placed[]): Promise<void> {
    for (const { stream, event } of history) {
      const { revision } = await store.append(stream, revisions.get(stream) ?? 'no_stream', [event as NewEvent]);
      revisions.set(stream, revision);
    }
  }
  return { store, projections, notices, append };
}

test('[C-18] what was appended is answered from the thread, and says that nothing is missing', async t => {
  const { projections, append } = await program(t);
  await append(given.received(5, 1), given.opened(5, 1), given.accepted(5, 1), given.reply(5, 1), given.answered(5, 1));
  t.deepEqual(await projections.caughtUp(), { degraded: [] });
  const { correlationId, count, roots, asOf } = await projections.queries.trace('tg-5');
  t.is(correlationId, 'tg-5');
  t.is(count, 5);
  t.is(roots.length, 1);
  t.like(asOf, { lagEvents: 0, lagMs: 0 });
  const status = await projections.status();
  t.is(status.state, 'running');
  t.true(status.views.every(({ state, lagEvents }) => state === 'live' && lagEvents === 0));
});

test('a refusal of a query arrives with its code and its hint', async t => {
  const { projections } = await program(t);
  await projections.caughtUp();
  const error = await t.throwsAsync(projections.queries.trace('tg-77'), { instanceOf: Refusal });
  t.is(error.code, 'not_found');
});

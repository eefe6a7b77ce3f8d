import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionContext, default as test } from 'ava';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { ledgerOf } from './ledger.ts';
import { type Surroundings, surroundings } from './program.ts';
import { everythingIsOver, type Sent, streamUpdates } from './stream.ts';
import { wireDouble } from './wire-double.ts';

/** A dose for every run; `BINNACLE_KILLS=50` gives the whole: 50 kills under 200 updates. */
const kills = Number(process.env.BINNACLE_KILLS ?? 6);
const updates = kills * 4;
const dose = `${kills} kills of the program while ${updates} updates stream in`;

test.serial(`[P1] [P2] [I22] ${dose} lose nothing and do nothing twice`, async t => {
  t.timeout(15 * 60_000);
  const world = await surroundings();
  t.teardown(() => world.close());
  await killWhileStreaming(t, world, `${world.directory}/data/events.sqlite`);
});

test.serial(
  `[T-06] [P1] [P2] [I22] with the log on EventStoreDB's wire, ${dose} lose nothing and do nothing twice`,
  async t => {
    t.timeout(15 * 60_000);
    const double = await wireDouble();
    t.teardown(() => double.close());
    const world = await surroundings({ eventStore: { engine: 'eventstoredb', url: double.url } });
    t.teardown(() => world.close());
    await killWhileStreaming(t, world, double.logPath);
  },
);

/** Some die while they start, some just as they are ready, some in the midst of work. */
async function killWhileStreaming(t: ExecutionContext, world: Surroundings, logPath: string): Promise<void> {
  const sent: Sent[] = [];
  const streaming = streamUpdates(world, updates, sent);
  for (let index = 0; index < kills; index++) {
    const program = world.start();
    await Promise.race([program.ready.then(() => pause((index % 5) * 60)), pause(400 + (index % 4) * 500)]);
    const { confirmedOffset } = await world.get('pending');
    await program.kill('SIGKILL');
    await offsetIsNotAhead(t, logPath, confirmedOffset as number);
  }
  await streaming;
  const last = world.start();
  await last.ready;
  await everythingIsOver(t, world, logPath, sent);
  t.is(await last.kill('SIGTERM'), 0);
}

/** What Telegram was told is done must be in the log, whenever the program dies. */
async function offsetIsNotAhead(t: ExecutionContext, logPath: string, confirmed: number): Promise<void> {
  if (!existsSync(logPath)) return; // It died before it opened its log.
  const log = await openSqliteEventLog({ path: logPath });
  const { received } = await ledgerOf(log);
  await log.close();
  if (received.size === 0) return; // Nothing was received yet: the offset is where the sandbox began.
  const highest = Math.max(...received);
  t.true(confirmed <= highest + 1, `confirmed up to ${confirmed}, in the log up to ${highest}`);
}

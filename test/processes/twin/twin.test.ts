import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionContext, default as test } from 'ava';
import { findProgram } from '../../../adapters/nats/server-process.ts';
import { openSqliteEventLog } from '../../../adapters/sqlite/open-event-log.ts';
import { openedFor } from '../../../ops/compose/personal.ts';
import { Oracle } from '../../simulation/oracle.ts';
import type { Outgone } from '../../simulation/workload/crowd.ts';
import { ledgerOf } from '../ledger.ts';
import { surroundings } from '../program.ts';
import { access, settleIn, speak } from './crowd.ts';
import { ownNats } from './nats.ts';
import { proxy, type TcpProxy } from './proxy.ts';
import { type Befallen, storm, troubleNames } from './weather.ts';

/** The simulation's twin: its people and its oracle, on real processes. `BINNACLE_TWIN_SEEDS=20` gives more of it. */

const seeds = Number(process.env.BINNACLE_TWIN_SEEDS ?? 1);
const nats = findProgram('nats-server');
const restMaxMs = 90_000;

for (let seed = 1; seed <= seeds; seed++)
  (nats === undefined ? test.serial.skip : test.serial)(
    `[T-06] [P1] [P2] [P8] [I4] [I22] seed ${seed} on real processes, killed, stopped, cut off and slowed down, ends as the oracle says`,
    async t => {
      t.timeout(5 * 60_000);
      await runTwin(t, seed);
    },
  );

async function runTwin(t: ExecutionContext, seed: number): Promise<void> {
  const server = await ownNats(nats!);
  t.teardown(() => server.close());
  const bus = await proxy(server);
  t.teardown(() => bus.close());
  let telegram: TcpProxy;
  const servers = [`nats://127.0.0.1:${bus.port}`];
  const world = await surroundings({ access, bus: { mode: 'external', servers } }, async port => {
    telegram = await proxy({ port });
    t.teardown(() => telegram.close());
    return telegram.port;
  });
  t.teardown(() => world.close());
  await settleIn(world);
  const befallen: Befallen = { world, telegram: telegram!, bus, nats: server, program: world.start() };
  await befallen.program.ready;

  const sent: Outgone = new Map();
  const speaking = speak(world, seed, 90, sent);
  const met = await storm(befallen, seed, troubleNames.length);
  await speaking;
  t.deepEqual([...met].sort(), [...troubleNames].sort(), 'every kind of trouble struck');

  const oracle = await atRest(t, `${world.directory}/data/events.sqlite`, sent);
  t.deepEqual(oracle.open(), [], befallen.program.output().slice(-4000));
  t.deepEqual(oracle.mistakes(), []);
  t.is(await befallen.program.kill('SIGTERM'), 0);
}

/** Reads the log until the oracle has nothing to wait for, or the time is over. */
async function atRest(t: ExecutionContext, logPath: string, sent: Outgone): Promise<Oracle> {
  const endMs = performance.now() + restMaxMs;
  for (;;) {
    const log = openedFor(await openSqliteEventLog({ path: logPath }), { dataDirectory: dirname(logPath) });
    const ledger = await ledgerOf(log);
    await log.close();
    const oracle = new Oracle(sent);
    for (const event of ledger.events) oracle.note(event);
    if (oracle.open().length > 0 && performance.now() < endMs) {
      await pause(500);
      continue;
    }
    t.deepEqual(ledger.gaps, []);
    t.deepEqual(ledger.recordedTwice, []);
    t.deepEqual(ledger.handledTwice, []);
    return oracle;
  }
}

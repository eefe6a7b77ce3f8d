import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { default as test } from 'ava';
import { people, type Surroundings, surroundings } from './program.ts';
import { everythingIsOver, type Sent, streamUpdates } from './stream.ts';

/** The nats-server that the program says it started. */
function natsPid({ directory }: Surroundings): number {
  return (JSON.parse(readFileSync(join(directory, 'data/nats/nats-server.json'), 'utf8')) as { pid: number }).pid;
}

const logOf = ({ directory }: Surroundings) => join(directory, 'data/events.sqlite');
const outages = Number(process.env.BINNACLE_OUTAGES ?? 4);

test.serial(
  `[T-06] [N2] [N6] ${outages} kills of nats-server, every other one with its store wiped, lose nothing and do nothing twice`,
  async t => {
    t.timeout(5 * 60_000);
    const world = await surroundings();
    t.teardown(() => world.close());
    const program = world.start();
    await program.ready;
    const sent: Sent[] = [];
    const streaming = streamUpdates(world, outages * 8, sent);
    for (let index = 0; index < outages; index++) {
      await pause(700);
      const pid = natsPid(world);
      process.kill(pid, 'SIGKILL');
      if (index % 2 === 1) rmSync(join(world.directory, 'data/nats/jetstream'), { recursive: true, force: true });
      while (natsPid(world) === pid) await pause(20);
    }
    await streaming;
    const { events } = await everythingIsOver(t, world, logOf(world), sent);
    t.true(events.some(({ stream, type }) => stream === 'dependency-bus' && type === 'DependencyLost'));
    t.true(events.some(({ stream, type }) => stream === 'dependency-bus' && type === 'DependencyRestored'));
    t.is(await program.kill('SIGTERM'), 0);
  },
);

test.serial(
  '[N1] [P16] without any nats-server commands are answered from the log, and /health says what is down',
  async t => {
    t.timeout(60_000);
    const world = await surroundings({ bus: { mode: 'external', servers: ['nats://127.0.0.1:1'] } });
    t.teardown(() => world.close());
    const program = world.start();
    await program.ready;
    const sent: Sent[] = [];
    await streamUpdates(world, 4, sent);
    const { updateId } = await world.post('send', { chatId: people[0]!.id, userId: people[0]!.id, text: '/health' });
    sent.push({ chatId: people[0]!.id, updateId: updateId as number });
    const { events } = await everythingIsOver(t, world, logOf(world), sent);
    const shown = events.find(({ type, data }) => type === 'ReplyRequested' && data.commandId === `tg-${updateId}`);
    t.regex(JSON.stringify(shown?.data), /bus.*degraded/);
    t.is(await program.kill('SIGTERM'), 0);
  },
);

test.serial(
  '[P1] [P15] [T-22] SIGTERM under load ends within its time, loses nothing and leaves nothing to recover',
  async t => {
    t.timeout(3 * 60_000);
    const world = await surroundings();
    t.teardown(() => world.close());
    const sent: Sent[] = [];
    const streaming = streamUpdates(world, 24, sent);
    for (let run = 0; run < 3; run++) {
      const program = world.start();
      await program.ready;
      await pause(500);
      const askedMs = performance.now();
      t.is(await program.kill('SIGTERM'), 0, program.output());
      t.true(performance.now() - askedMs < 30_000);
    }
    await streaming;
    const last = world.start();
    await last.ready;
    const { events } = await everythingIsOver(t, world, logOf(world), sent);
    t.is(events.filter(({ type }) => type === 'DeliveryOutcomeUnknown').length, 0);
    const starts = events
      .filter(({ type }) => type === 'ProcessStarted')
      .map(({ data }) => (data.previous as { exit: string }).exit);
    t.deepEqual(starts, ['none', 'clean', 'clean', 'clean']);
    t.is(await last.kill('SIGTERM'), 0);
  },
);

test.serial('[P2] [P4] after SIGKILL the next run says how the one before it ended', async t => {
  t.timeout(60_000);
  const world = await surroundings();
  t.teardown(() => world.close());
  const first = world.start();
  await first.ready;
  await first.kill('SIGKILL');
  const second = world.start();
  await second.ready;
  const { events } = await everythingIsOver(t, world, logOf(world), []);
  const started = events.filter(({ type }) => type === 'ProcessStarted').at(-1)!;
  t.like(started.data, { previous: { exit: 'killed' } });
  t.is(typeof (started.data.previous as { gapMs?: number }).gapMs, 'number');
  t.is(await second.kill('SIGTERM'), 0);
});

test.serial(
  '[A-09] [A-13] without its read models, its snapshots and its bus, the program starts from the log alone',
  async t => {
    t.timeout(90_000);
    const world = await surroundings();
    t.teardown(() => world.close());
    const sent: Sent[] = [];
    const first = world.start();
    await first.ready;
    await streamUpdates(world, 6, sent);
    t.is(await first.kill('SIGTERM'), 0);
    for (const name of readdirSync(join(world.directory, 'data')))
      if (!name.startsWith('events.sqlite'))
        rmSync(join(world.directory, 'data', name), { recursive: true, force: true });

    const second = world.start();
    await second.ready;
    const chatId = people[0]!.id;
    const { updateId } = await world.post('send', { chatId, userId: chatId, text: `/trace tg-${sent[0]!.updateId}` });
    sent.push({ chatId, updateId: updateId as number });
    const { events } = await everythingIsOver(t, world, logOf(world), sent);
    const shown = events.find(({ type, data }) => type === 'ReplyRequested' && data.commandId === `tg-${updateId}`);
    t.regex(JSON.stringify(shown?.data), /UpdateReceived/);
    t.is(await second.kill('SIGTERM'), 0);
  },
);

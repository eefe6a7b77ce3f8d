import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BusChange, BusUnavailable, type Delivery } from '../../../actors/ports.ts';
import { partitionOf } from '../../../adapters/nats/partition.ts';
import { freePort } from '../../../adapters/nats/server-ports.ts';
import { gate, realBus } from './buses.ts';
import { command, idOf } from './commands.ts';
import { type Journal, journal } from './journal.ts';
import { admin, natsTest, realServer, temporaryDirectory } from './real-server.ts';

const complete = 'streams and consumers are complete again';
const isUp = (change: BusChange) => change.state === 'up';

natsTest('[N1] without a server the bus starts degraded, refuses at once, and heals when the server comes', async t => {
  const directory = temporaryDirectory(t);
  const port = await freePort();
  const earlier = await realServer(t, { directory, port });
  await earlier.stop();
  const { bus, changes } = await realBus(t, earlier, { connectTimeoutMs: 50 });
  t.is(bus.status().state, 'down');
  t.like(changes.entries, [{ state: 'down' }]);
  await t.throwsAsync(bus.publish(command('a', 'chat-5'), 'a'), { instanceOf: BusUnavailable, message: /refused/i });
  const handled = journal<Delivery>();
  await bus.consume(async delivery => handled.add(delivery));

  await realServer(t, { directory, port });
  await changes.first(isUp);
  await bus.publish(command('b', 'chat-5'), 'b');
  t.is(idOf((await handled.atLeast(1))[0]!), 'b');
});

natsTest(
  '[N2] after a kill -9 of the server the gap is at most 2 s, and all that was not acknowledged comes again',
  async t => {
    const server = await realServer(t);
    const { bus, changes } = await realBus(t, server);
    const begun = journal<string>();
    const serverIsDead = gate();
    const handled = journal<string>();
    await bus.consume(async delivery => {
      begun.add(idOf(delivery));
      await serverIsDead.passed;
      handled.add(idOf(delivery));
    });
    const ids = Array.from({ length: 60 }, (_, index) => `c-${index}`);
    await Promise.all(ids.map((id, index) => bus.publish(command(id, `chat-${index}`), id)));
    // One in each partition: its verdict falls into the outage, and all the others wait behind it.
    await begun.atLeast(16);
    process.kill(server.pid()!, 'SIGKILL');
    await changes.first(change => change.state === 'down');
    serverIsDead.open();

    const up = (await changes.first(isUp)) as Extract<BusChange, { state: 'up' }>;
    t.true(up.gapMs <= 2_000, `gap of ${up.gapMs} ms`);
    await allOf(handled, ids);
    t.is(await server.unsettled(), 0);
  },
);

natsTest('[N2] what a killed program had been given comes again at once, counted as a second attempt', async t => {
  const server = await realServer(t);
  const first = await realBus(t, server);
  await first.bus.publish(command('a', 'chat-5'), 'a');
  await takeAndVanish(await admin(t, server), 'chat-5');

  const { bus } = await realBus(t, server, { exclusive: true });
  const handled = journal<Delivery>();
  await bus.consume(async delivery => handled.add(delivery));
  t.like((await handled.atLeast(1, 2_000))[0], { attempt: 2 });
});

natsTest('a process that shares the bus leaves alone what another was given', async t => {
  const server = await realServer(t);
  const first = await realBus(t, server);
  await first.bus.publish(command('a', 'chat-5'), 'a');
  const connection = await admin(t, server);
  await takeAndVanish(connection, 'chat-5');
  const verdicts = journal<string>();
  connection.subscribe('$JS.ACK.>', { callback: (_, message) => verdicts.add(message.string()) });
  await connection.flush();

  const { bus } = await realBus(t, server);
  await bus.consume(async () => {});
  await bus.publish(command('b', 'chat-6'), 'b');
  await verdicts.atLeast(1);
  t.deepEqual(verdicts.entries, ['+ACK']);
});

natsTest('publishes under way fail when the connection is lost, without waiting for their time', async t => {
  const server = await realServer(t);
  const { bus } = await realBus(t, server, { publishTimeoutMs: 60_000 });
  await freeze(server.pid()!);
  const publishing = bus.publish(command('a', 'chat-5'), 'a');
  process.kill(server.pid()!, 'SIGKILL');
  await t.throwsAsync(publishing, { instanceOf: BusUnavailable, message: /connection was lost/ });
  t.is(bus.status().inFlight, 0);
});

natsTest(
  '[N4] a server that does not answer costs a publish its time and no more, and never more than allowed at once',
  async t => {
    const server = await realServer(t);
    const { bus } = await realBus(t, server, { publishTimeoutMs: 100, inFlightMax: 2 });
    await freeze(server.pid()!);
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map(id => bus.publish(command(id, 'chat-5'), id)));
    process.kill(server.pid()!, 'SIGCONT');
    const reasons = outcomes.map(outcome => (outcome.status === 'rejected' ? String(outcome.reason) : 'stored'));
    t.regex(reasons[0]!, /no acknowledgement within 100 ms/);
    t.regex(reasons[1]!, /no acknowledgement within 100 ms/);
    t.regex(reasons[2]!, /2 publishes already wait/);
    t.is(bus.status().inFlight, 0);
  },
);

natsTest(
  '[N5] consumers without a sign of life for two heartbeats are reported, and work again when it is over',
  async t => {
    const server = await realServer(t);
    const { bus, stalls, logged } = await realBus(t, server, { heartbeatMs: 200 });
    const handled = journal<Delivery>();
    await bus.consume(async delivery => handled.add(delivery));
    await freeze(server.pid()!);
    const stalled = await stalls.atLeast(17);
    process.kill(server.pid()!, 'SIGCONT');
    t.is(new Set(stalled.map(({ consumer }) => consumer)).size, 17);
    t.true(Math.max(...stalled.map(({ silentMs }) => silentMs)) <= 500);
    await logged.first(({ message }) => message === complete);
    await bus.publish(command('a', 'chat-5'), 'a');
    t.is(idOf((await handled.atLeast(1))[0]!), 'a');
  },
);

natsTest('[N5] a server that stays silent is given up, and found again when it answers', async t => {
  const server = await realServer(t);
  const { bus, changes } = await realBus(t, server, { heartbeatMs: 200, requestTimeoutMs: 200 });
  await bus.consume(async () => {});
  await freeze(server.pid()!);
  await changes.first(change => change.state === 'down');
  process.kill(server.pid()!, 'SIGCONT');
  await changes.first(isUp);
  await t.notThrowsAsync(bus.publish(command('a', 'chat-5'), 'a'));
});

natsTest('[N5] a quiet bus is not taken for a stalled one', async t => {
  const server = await realServer(t);
  const { bus, stalls, logged } = await realBus(t, server, { heartbeatMs: 100 });
  const connection = await admin(t, server);
  const heartbeats = journal<string>();
  // Everything the server sends to inboxes of the bus; nothing but heartbeats is left after the start.
  await bus.consume(async () => {});
  connection.subscribe('_INBOX.>', { callback: (_, message) => heartbeats.add(message.subject) });
  await heartbeats.atLeast(17 * 4);
  t.deepEqual(stalls.entries, []);
  t.deepEqual(logged.entries, []);
});

natsTest('[N6] streams of a server that lost its store are made again, and commands flow', async t => {
  const server = await realServer(t);
  server.onExit(() => rmSync(join(server.directory, 'jetstream'), { recursive: true }));
  const { bus, changes } = await realBus(t, server);
  const handled = journal<string>();
  await bus.consume(async delivery => handled.add(idOf(delivery)));
  await bus.publish(command('a', 'chat-5'), 'a');
  await handled.atLeast(1);
  process.kill(server.pid()!, 'SIGKILL');
  await changes.first(isUp);
  await bus.publish(command('b', 'chat-5'), 'b');
  t.deepEqual(await handled.atLeast(2), ['a', 'b']);
});

natsTest('[N6] a verdict on a message of the lost store does not settle one of the new store', async t => {
  const server = await realServer(t);
  server.onExit(() => rmSync(join(server.directory, 'jetstream'), { recursive: true }));
  const { bus, changes } = await realBus(t, server);
  const begun = journal<string>();
  const gates: Record<string, ReturnType<typeof gate>> = { old: gate(), new: gate() };
  await bus.consume(async delivery => {
    begun.add(idOf(delivery));
    await gates[idOf(delivery)]!.passed;
  });
  await bus.publish(command('old', 'chat-5'), 'old');
  await begun.atLeast(1);
  process.kill(server.pid()!, 'SIGKILL');
  await changes.first(isUp);
  await bus.publish(command('new', 'chat-5'), 'new');
  gates.old!.open();
  t.deepEqual(await begun.atLeast(2), ['old', 'new']);
  // Both are the first of their stream: the verdict on the old one has been dropped, not sent.
  t.is(await server.unsettled(), 1);
  gates.new!.open();
});

natsTest('[N6] streams deleted under a running program are made again', async t => {
  const server = await realServer(t);
  const { bus, logged } = await realBus(t, server, { heartbeatMs: 60_000 });
  const handled = journal<string>();
  await bus.consume(async delivery => handled.add(idOf(delivery)));
  const manager = await (await admin(t, server)).jetstreamManager();
  await manager.streams.delete('BINNACLE_CMD');
  await logged.first(({ message }) => message === complete);
  await bus.publish(command('a', 'chat-5'), 'a');
  t.deepEqual(await handled.atLeast(1), ['a']);
});

natsTest('[N6] a publish that finds no stream has it made again, also where nothing is consumed', async t => {
  const server = await realServer(t);
  const { bus, logged } = await realBus(t, server);
  const manager = await (await admin(t, server)).jetstreamManager();
  await manager.streams.delete('BINNACLE_CMD');
  await t.throwsAsync(bus.publish(command('a', 'chat-5'), 'a'), { instanceOf: BusUnavailable, message: /no stream/ });
  await logged.first(({ message }) => message === complete);
  await t.notThrowsAsync(bus.publish(command('a', 'chat-5'), 'a'));
});

async function allOf(handled: Journal<string>, ids: string[]): Promise<void> {
  await handled.first(() => ids.every(id => handled.entries.includes(id)));
}

/** Takes a command as a program does that is killed before it says what became of it. */
async function takeAndVanish(connection: Awaited<ReturnType<typeof admin>>, stream: `chat-${number}`): Promise<void> {
  const taken = journal<string>();
  connection.subscribe('taken', { max: 1, callback: (_, message) => taken.add(message.subject) });
  const next = `$JS.API.CONSUMER.MSG.NEXT.BINNACLE_CMD.cmd-${partitionOf(stream, 16)}`;
  connection.publish(next, JSON.stringify({ batch: 1 }), { reply: 'taken' });
  await taken.atLeast(1);
}

/** Stops the server's process; resolves once all of it stands still. */
async function freeze(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  while (!/^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) await new Promise(setImmediate);
}

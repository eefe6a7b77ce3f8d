import type { Delivery } from '../../../actors/ports.ts';
import { partitionOf } from '../../../adapters/nats/partition.ts';
import { freePort } from '../../../adapters/nats/server-ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import { gate, realBus } from './buses.ts';
import { command, idOf } from './commands.ts';
import { journal } from './journal.ts';
import { admin, natsTest, realServer } from './real-server.ts';

natsTest('commands of one stream are handled in the order they were published', async t => {
  const { bus } = await realBus(t, await realServer(t));
  const handled = journal<string>();
  await bus.consume(async delivery => handled.add(idOf(delivery)));
  const ids = Array.from({ length: 300 }, (_, index) => `c-${index}`);
  await Promise.all(ids.map(id => bus.publish(command(id, 'chat-5'), id)));
  t.deepEqual(await handled.atLeast(300), ids);
});

natsTest('one partition handles one command at a time, over all its streams and all processes', async t => {
  const server = await realServer(t);
  const [one, two] = [await realBus(t, server), await realBus(t, server)];
  const handled = journal<string>();
  let running = 0;
  let mostRunning = 0;
  const handle = async (delivery: Delivery) => {
    running += 1;
    mostRunning = Math.max(mostRunning, running);
    await new Promise(setImmediate);
    running -= 1;
    handled.add(idOf(delivery));
  };
  await Promise.all([one.bus.consume(handle), two.bus.consume(handle)]);
  const streams: StreamName[] = ['chat-5', 'outbox-5'];
  const published = Array.from({ length: 100 }, (_, index) => command(`c-${index}`, streams[index % 2]!));
  await Promise.all(published.map(each => one.bus.publish(each, each.id)));
  await handled.atLeast(100);
  t.is(mostRunning, 1);
});

natsTest('partitions do not wait for each other', async t => {
  const { bus } = await realBus(t, await realServer(t));
  const arrivals = journal<string>();
  const bothArrived = gate();
  const handled = journal<string>();
  await bus.consume(async delivery => {
    arrivals.add(idOf(delivery));
    if (arrivals.entries.length === 2) bothArrived.open();
    await bothArrived.passed;
    handled.add(idOf(delivery));
  });
  const [one, other] = twoPartitions();
  await Promise.all([bus.publish(command('a', one), 'a'), bus.publish(command('b', other), 'b')]);
  await handled.atLeast(2);
  t.deepEqual(handled.entries.toSorted(), ['a', 'b']);
});

natsTest('[N7] the same message id is stored once, and the second publish is reported as a duplicate', async t => {
  const { bus, duplicates } = await realBus(t, await realServer(t));
  const handled = journal<string>();
  await bus.consume(async delivery => handled.add(idOf(delivery)));
  await bus.publish(command('a', 'chat-5'), 'message-1');
  await bus.publish(command('a', 'chat-5'), 'message-1');
  await bus.publish(command('b', 'chat-5'), 'message-2');
  await handled.first(id => id === 'b');
  t.deepEqual(handled.entries, ['a', 'b']);
  t.deepEqual(
    duplicates.entries.map(({ messageId }) => messageId),
    ['message-1'],
  );
});

natsTest('a handler that takes longer than the acknowledgement may is not disturbed by a redelivery', async t => {
  const server = await realServer(t);
  const { bus } = await realBus(t, server, { ackWaitMs: 300 });
  const connection = await admin(t, server);
  const signs = journal<string>();
  const subject = `$JS.ACK.BINNACLE_CMD.cmd-${partitionOf('chat-5', 16)}.>`;
  connection.subscribe(subject, { callback: (_, message) => signs.add(message.string()) });
  await connection.flush();
  const attempts: number[] = [];
  await bus.consume(async ({ attempt }) => {
    attempts.push(attempt);
    // Sent every 100 ms: with the fifth the 300 ms are over.
    await signs.atLeast(5);
  });
  await bus.publish(command('a', 'chat-5'), 'a');
  await signs.first(sign => sign === '+ACK');
  t.deepEqual(attempts, [1]);
  t.deepEqual(new Set(signs.entries.slice(0, -1)), new Set(['+WPI']));
});

natsTest('a command whose handler rejects comes again with the next attempt, before the ones behind it', async t => {
  const { bus } = await realBus(t, await realServer(t), { retryDelaysMs: [1] });
  const seen = journal<string>();
  await bus.consume(async delivery => {
    seen.add(`${idOf(delivery)} ${delivery.attempt}`);
    if (idOf(delivery) === 'a' && delivery.attempt < 3) throw new Error('not now');
  });
  await Promise.all(['a', 'b'].map(id => bus.publish(command(id, 'chat-5'), id)));
  t.deepEqual(await seen.atLeast(4), ['a 1', 'a 2', 'a 3', 'b 1']);
});

natsTest('[T-22] stopping waits for the handler under way, and leaves the rest to be delivered later', async t => {
  const server = await realServer(t);
  const { bus } = await realBus(t, server);
  const begun = journal<string>();
  const may = gate();
  const consuming = await bus.consume(async delivery => {
    begun.add(idOf(delivery));
    await may.passed;
  });
  await Promise.all(['a', 'b'].map(id => bus.publish(command(id, 'chat-5'), id)));
  await begun.atLeast(1);
  const stopped = consuming.stop();
  may.open();
  await stopped;
  t.deepEqual(begun.entries, ['a']);
  const later = journal<Delivery>();
  await bus.consume(async delivery => later.add(delivery));
  const [next] = await later.atLeast(1);
  t.is(idOf(next!), 'b');
});

natsTest('a handler that does not end loses its command to another process', async t => {
  const server = await realServer(t);
  const times = { ackWaitMs: 150, handleMaxMs: 100, drainTimeoutMs: 20 };
  const [stuck, healthy] = [await realBus(t, server, times), await realBus(t, server, times)];
  const begun = journal<Delivery>();
  await stuck.bus.consume(async delivery => {
    begun.add(delivery);
    await new Promise(() => {});
  });
  await stuck.bus.publish(command('a', 'chat-5'), 'a');
  await begun.atLeast(1);
  const handled = journal<Delivery>();
  await healthy.bus.consume(async delivery => handled.add(delivery));
  const [delivery] = await handled.atLeast(1);
  t.is(idOf(delivery!), 'a');
  t.true(delivery!.attempt > 1);
  t.is(stuck.bus.status().handling, 1);
});

natsTest('a full bus forgets the oldest command, and takes the new one', async t => {
  const { bus } = await realBus(t, await realServer(t), { stream: { maxMessages: 2 } });
  for (const id of ['a', 'b', 'c']) await bus.publish(command(id, 'chat-5'), id);
  const handled = journal<string>();
  await bus.consume(async delivery => handled.add(idOf(delivery)));
  t.deepEqual(await handled.atLeast(2), ['b', 'c']);
});

natsTest('changed settings are taken over by the streams and consumers that are there', async t => {
  const server = await realServer(t);
  const earlier = await realBus(t, server);
  await earlier.bus.close();
  const { bus } = await realBus(t, server, { partitions: 4, ackWaitMs: 7_000, stream: { maxMessages: 77 } });
  const manager = await (await admin(t, server)).jetstreamManager();
  const { config } = await manager.streams.info('BINNACLE_CMD');
  t.is(config.max_msgs, 77);
  t.is(config.subjects.length, 4);
  t.is((await manager.consumers.info('BINNACLE_CMD', 'cmd-0')).config.ack_wait, 7_000e6);
  t.is(bus.status().state, 'up');
});

natsTest('of several servers the bus takes one that answers', async t => {
  const server = await realServer(t);
  const silent = `nats://127.0.0.1:${await freePort()}`;
  const { bus } = await realBus(t, server, { servers: [silent, server.url] });
  t.is(bus.status().state, 'up');
  t.is(`nats://${bus.status().server}`, server.url);
});

function twoPartitions(): [StreamName, StreamName] {
  const other = Array.from({ length: 100 }, (_, chat) => `chat-${chat}` as const).find(
    stream => partitionOf(stream, 16) !== partitionOf('chat-5', 16),
  );
  return ['chat-5', other!];
}

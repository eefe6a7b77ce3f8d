import { headers, type MsgHdrs } from 'nats';
import type { Delivery } from '../../../actors/ports.ts';
import { partitionOf } from '../../../adapters/nats/partition.ts';
import { deadLetterSubject } from '../../../adapters/nats/subjects.ts';
import { sha256 } from '../../../domain/ids.ts';
import { isTraceparent } from '../../../domain/trace-context.ts';
import { realBus } from './buses.ts';
import { command, idOf } from './commands.ts';
import { journal } from './journal.ts';
import { admin, natsTest, realServer } from './real-server.ts';

const subject = `binnacle.v1.cmd.${partitionOf('chat-5', 16)}.chat-5`;

/** JSON but for one byte that is not UTF-8. */
const notUtf8 = new Uint8Array([...Buffer.from('{"a":"'), 0xff, ...Buffer.from('"}')]);

natsTest('[R-211] a message that is no JSON object is terminated once, reported, and set aside as it came', async t => {
  const server = await realServer(t);
  const { bus, poisons } = await realBus(t, server);
  const handled = journal<Delivery>();
  await bus.consume(async delivery => handled.add(delivery));
  const connection = await admin(t, server);
  const verdicts = journal<string>();
  connection.subscribe('$JS.ACK.>', { callback: (_, message) => verdicts.add(message.string()) });
  const bodies = ['{"broken', '[1]', '"text"', 'null', notUtf8];
  for (const body of bodies) connection.publish(subject, body);
  await poisons.atLeast(bodies.length);
  await bus.publish(command('after', 'chat-5'), 'after');

  t.is(idOf((await handled.atLeast(1))[0]!), 'after');
  t.deepEqual(await verdicts.atLeast(6), [...bodies.map(() => '+TERM'), '+ACK']);
  t.like(poisons.entries[0], { code: 'invalid_json', subject, bytes: 8, sha256: sha256('{"broken'), deliveries: 1 });
  t.deepEqual(
    new Set(poisons.entries.map(({ code, deliveries }) => `${code} ${deliveries}`)),
    new Set(['invalid_json 1']),
  );
  const letter = await server.lastIn('BINNACLE_DLQ', deadLetterSubject(subject));
  t.deepEqual(letter.body, notUtf8);
  t.is(letter.cause, 'invalid_json');
  t.is((await server.leftIn('BINNACLE_DLQ')).messages, bodies.length);
});

natsTest('[R-213] a message that says it is no JSON is terminated unread; one that says it is, is taken', async t => {
  const server = await realServer(t);
  const { bus, poisons } = await realBus(t, server);
  const handled = journal<Delivery>();
  await bus.consume(async delivery => handled.add(delivery));
  const connection = await admin(t, server);
  const said = (type: string) => {
    const about = headers();
    about.set('Content-Type', type);
    return { headers: about };
  };
  const body = JSON.stringify(command('told', 'chat-5'));
  connection.publish(subject, body, said('text/xml'));
  connection.publish(subject, body, said('Application/JSON; charset=utf-8'));

  t.like((await poisons.atLeast(1))[0], { code: 'unsupported_media_type', subject, deliveries: 1 });
  t.is(idOf((await handled.atLeast(1))[0]!), 'told');
});

natsTest('[A-17] what is published says its media type, and the trace it belongs to', async t => {
  const server = await realServer(t);
  const { bus } = await realBus(t, server);
  const connection = await admin(t, server);
  const seen = journal<MsgHdrs>();
  connection.subscribe('binnacle.v1.cmd.>', { callback: (_, { headers: about }) => seen.add(about!) });
  await connection.flush();
  await bus.publish(command('one', 'chat-5'), 'one');
  await bus.publish(command('two', 'chat-5'), 'two');
  const [one, two] = (await seen.atLeast(2)).map(about => about.get('traceparent'));

  t.true(isTraceparent(one!), one);
  t.is(seen.entries[0]!.get('Content-Type'), 'application/json');
  t.not(one, two);
});

natsTest('[R-214] a command of more than 64 KiB is refused before it is published', async t => {
  const server = await realServer(t);
  const { bus } = await realBus(t, server);
  const huge = command('a', 'chat-5', { text: 'x'.repeat(64 * 1024) });
  await t.throwsAsync(bus.publish(huge, 'a'), { code: 'payload_too_large' });
  t.is((await server.leftIn('BINNACLE_CMD')).messages, 0);
});

natsTest('[R-214] a message of more than 64 KiB from elsewhere is terminated and reported', async t => {
  const server = await realServer(t);
  const { bus, poisons } = await realBus(t, server);
  await bus.consume(async () => t.fail('it was handled'));
  (await admin(t, server)).publish(subject, JSON.stringify({ text: 'x'.repeat(64 * 1024) }));
  const [poison] = await poisons.atLeast(1);
  t.like(poison, { code: 'payload_too_large', deliveries: 1 });
});

natsTest(
  '[N8] a command that is rejected at its last delivery is parked with its cause, and the next goes on',
  async t => {
    const server = await realServer(t);
    const { bus, parked } = await realBus(t, server, { maxDeliver: 3, retryDelaysMs: [1] });
    const handled = journal<string>();
    await bus.consume(async delivery => {
      handled.add(`${idOf(delivery)} ${delivery.attempt}`);
      if (idOf(delivery) === 'bad') throw new TypeError('no such\nfield');
    });
    await Promise.all(['bad', 'good'].map(id => bus.publish(command(id, 'chat-5'), `m-${id}`)));
    const [report] = await parked.atLeast(1);
    t.deepEqual(await handled.atLeast(4), ['bad 1', 'bad 2', 'bad 3', 'good 1']);
    t.like(report, {
      cause: 'handler_rejected',
      detail: 'TypeError: no such field',
      messageId: 'm-bad',
      deliveries: 3,
      command: { id: 'bad' },
    });
    const letter = await server.lastIn('BINNACLE_DLQ', deadLetterSubject(subject));
    t.like(letter, { cause: 'handler_rejected', detail: 'TypeError: no such field' });
  },
);

natsTest('[N8] a command whose processes die each time is parked when the server gives it up', async t => {
  const server = await realServer(t);
  const { bus, parked } = await realBus(t, server, { maxDeliver: 2, ackWaitMs: 100 });
  await Promise.all(['deadly', 'good'].map(id => bus.publish(command(id, 'chat-5'), id)));
  const connection = await admin(t, server);
  const taken = journal<string>();
  connection.subscribe('taken', { callback: (_, message) => taken.add(message.string()) });
  const request = JSON.stringify({ batch: 2, expires: 5e9 });
  connection.publish(`$JS.API.CONSUMER.MSG.NEXT.BINNACLE_CMD.cmd-${partitionOf('chat-5', 16)}`, request, {
    reply: 'taken',
  });
  t.deepEqual(
    (await taken.atLeast(2)).map(body => JSON.parse(body).id),
    ['deadly', 'deadly'],
  );

  const handled = journal<string>();
  await bus.consume(async delivery => handled.add(idOf(delivery)));
  const [report] = await parked.atLeast(1);
  t.like(report, { cause: 'max_deliveries', messageId: 'deadly', deliveries: 2, command: { id: 'deadly' } });
  t.deepEqual(await handled.atLeast(1), ['good']);
  const letter = await server.lastIn('BINNACLE_DLQ', deadLetterSubject(subject));
  t.is(letter.cause, 'max_deliveries');
  // The good one stays for a while, acknowledged; the deadly one is gone.
  t.like(await server.leftIn('BINNACLE_CMD'), { messages: 1, first_seq: 2 });
});

natsTest('[N8] every termination and every giving up is kept in the advisory stream', async t => {
  const server = await realServer(t);
  const { bus, poisons } = await realBus(t, server);
  await bus.consume(async () => {});
  (await admin(t, server)).publish(subject, 'no json');
  await poisons.atLeast(1);
  await bus.close();
  t.true((await server.leftIn('BINNACLE_ADVISORY')).messages > 0);
});

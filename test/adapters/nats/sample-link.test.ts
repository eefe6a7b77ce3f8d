import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { connect } from 'nats';
import { LinkUnavailable } from '../../../actors/sampling/sampling-ports.ts';
import { fixedDoor, neighbourDoor } from '../../../adapters/nats/sample-door.ts';
import { natsSampleLink, natsSampleReceiver } from '../../../adapters/nats/sample-link.ts';
import { answerTo, packets } from '../../../adapters/nats/sample-message.ts';
import { payloadMaxBytes } from '../../../adapters/nats/settings.ts';
import type { Sample } from '../../../domain/sample/sample.ts';
import { simulatedSample } from '../../../domain/sample/simulation.ts';
import { journal } from './journal.ts';
import { natsTest, type RealServer, realServer, testLog } from './real-server.ts';

const start = Date.parse('2026-11-20T00:00:00.000Z');
const nth = (index: number, host = 'web-1'): Sample =>
  simulatedSample({ host, build: '1', everyMs: 10_000 }, start + index * 10_000);
const many = (count: number) => Array.from({ length: count }, (_, index) => nth(index));

function receiver(t: ExecutionContext, server: RealServer, take: (samples: Sample[]) => Promise<void>) {
  const changes = journal<boolean>();
  const { log } = testLog();
  const door = fixedDoor(server.url, server.credentials);
  const made = natsSampleReceiver({ door, name: 'main', log, take, onChange: up => changes.add(up) });
  t.teardown(() => made.close());
  return { ...made, changes };
}

/** An agent's end, once it is up. */
async function agent(t: ExecutionContext, server: RealServer) {
  const { log, logged } = testLog();
  const link = natsSampleLink({ door: neighbourDoor(server.directory), name: 'agent', log, answerTimeoutMs: 500 });
  t.teardown(() => link.close());
  await logged.first(({ message }) => message === 'samples have a way');
  return { link, logged };
}

natsTest(
  'samples of an agent arrive in order, each message no longer than 64 KiB, and are answered once kept',
  async t => {
    const server = await realServer(t);
    const kept: Sample[] = [];
    const { changes } = receiver(t, server, async samples => void kept.push(...samples));
    await changes.atLeast(1);
    const { link } = await agent(t, server);
    await link.send(many(300));
    t.deepEqual(kept, many(300));
    t.true(packets(many(300)).every(({ body }) => body.length <= payloadMaxBytes));
    t.true(packets(many(300)).length > 2);
  },
);

natsTest('without anybody who keeps them, or when they are not kept, samples are not sent', async t => {
  const server = await realServer(t);
  const { link } = await agent(t, server);
  await t.throwsAsync(link.send([nth(0)]), { instanceOf: LinkUnavailable });
  const { changes } = receiver(t, server, async () => {
    throw new Error('the disk is full');
  });
  await changes.atLeast(1);
  await t.throwsAsync(link.send([nth(0)]), { instanceOf: LinkUnavailable, message: /full/ });
});

natsTest('an agent may send samples and hear their answers, and nothing else', async t => {
  const server = await realServer(t);
  const { user, pass, inboxPrefix } = neighbourDoor(server.directory).credentials() as {
    user: string;
    pass: string;
    inboxPrefix: string;
  };
  const connection = await connect({ servers: server.url, user, pass, inboxPrefix });
  t.teardown(() => connection.close());
  const violations = journal<string>();
  void (async () => {
    for await (const { permissionContext } of connection.status() as AsyncIterable<{
      permissionContext?: { subject: string };
    }>)
      if (permissionContext) violations.add(permissionContext.subject);
  })();
  connection.publish('binnacle.v1.cmd.1.chat-1', '{}');
  connection.publish('binnacle.v1.q.snapshot', '{}');
  connection.subscribe('binnacle.v1.sample.*');
  t.deepEqual(await violations.atLeast(3), [
    'binnacle.v1.cmd.1.chat-1',
    'binnacle.v1.q.snapshot',
    'binnacle.v1.sample.*',
  ]);
  t.is(server.credentials.user, 'binnacle');
  t.true(join(server.directory, 'nats-users.json') === server.usersPath);
});

natsTest('whatever bytes arrive are answered, and nobody sends in the name of another machine', async t => {
  const taken: Sample[] = [];
  const take = async (samples: Sample[]) => void taken.push(...samples);
  const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  for (const body of [
    '',
    '{',
    '[]',
    '[{}]',
    'x'.repeat(payloadMaxBytes + 1),
    [{ ...nth(0), cpuPercent: 101 }],
    [nth(0, 'two')],
    null,
  ])
    t.like(await answerTo('web-1', bytes(body), take), { ok: false, code: 'invalid_request' });
  t.deepEqual(taken, []);
  t.deepEqual(await answerTo('web-1', bytes([nth(0)]), take), { ok: true });
});

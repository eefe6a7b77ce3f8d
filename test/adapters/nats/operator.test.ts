import type { ExecutionContext } from 'ava';
import { connect, Events, type NatsConnection } from 'nats';
import type { ManagedServer } from '../../../adapters/nats/managed-server.ts';
import { realBus } from './buses.ts';
import { type Journal, journal } from './journal.ts';
import { admin, natsTest, realServer } from './real-server.ts';

natsTest('[R-215] the operator may ask queries and read the answers in an inbox of its own', async t => {
  const server = await realServer(t);
  const program = await admin(t, server);
  program.subscribe('binnacle.v1.q.snapshot', { callback: (_, message) => message.respond('{"ok":true}') });
  await program.flush();
  const { operator } = await asOperator(t, server);
  const answer = await operator.request('binnacle.v1.q.snapshot', '');
  t.deepEqual(answer.json(), { ok: true });
});

natsTest('[R-215] the operator cannot publish commands or work', async t => {
  const server = await realServer(t);
  const { bus } = await realBus(t, server);
  await bus.consume(async () => t.fail('a command came through'));
  const { operator, violations } = await asOperator(t, server);
  const subjects = ['binnacle.v1.cmd.3.chat-5', 'binnacle.v1.work.render', 'binnacle.v1.dlq.cmd.3.chat-5'];
  for (const subject of subjects) operator.publish(subject, '{}');
  t.deepEqual(await violations.atLeast(3), subjects);
  t.is((await server.leftIn('BINNACLE_CMD')).messages, 0);
});

natsTest('[R-215] the operator cannot touch JetStream, nor answer for a consumer', async t => {
  const server = await realServer(t);
  await realBus(t, server);
  const { operator, violations } = await asOperator(t, server);
  const subjects = ['$JS.API.STREAM.DELETE.BINNACLE_CMD', '$JS.API.INFO', '$JS.ACK.BINNACLE_CMD.cmd-0.1.1.1.0.0'];
  for (const subject of subjects) operator.publish(subject, '');
  t.deepEqual(await violations.atLeast(3), subjects);
  t.is((await server.leftIn('BINNACLE_CMD')).messages, 0);
});

natsTest('[R-215] the operator cannot listen to commands, nor to the answers of others', async t => {
  const server = await realServer(t);
  const { operator, violations } = await asOperator(t, server);
  for (const subject of ['binnacle.v1.cmd.>', '_INBOX.>', '>']) operator.subscribe(subject);
  t.deepEqual(await violations.atLeast(3), ['binnacle.v1.cmd.>', '_INBOX.>', '>']);
});

natsTest('[R-215] nobody gets in without a password', async t => {
  const server = await realServer(t);
  await t.throwsAsync(connect({ servers: server.url }), { message: /authorization/i });
});

async function asOperator(t: ExecutionContext, server: ManagedServer) {
  const { inboxPrefix, ...operatorUser } = server.operator;
  const operator = await connect({ servers: server.url, ...operatorUser, inboxPrefix });
  t.teardown(() => operator.close());
  const violations = journal<string>();
  void watchViolations(operator, violations);
  return { operator, violations };
}

async function watchViolations(connection: NatsConnection, violations: Journal<string>): Promise<void> {
  for await (const { type, permissionContext } of connection.status())
    if (type === Events.Error && permissionContext) violations.add(permissionContext.subject);
}

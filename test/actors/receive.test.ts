import { default as test } from 'ava';
import { StoreUnavailable } from '../../actors/ports.ts';
import { type RefusedMessage, receiver } from '../../actors/receive.ts';
import type { Command } from '../../domain/message.ts';
import { admitted } from '../../domain/policy/bus-orders.ts';
import type { Access } from '../../domain/policy/roles.ts';
import { Refusal } from '../../domain/refusal.ts';
import { order, testWorld } from './world.ts';

/** A receiver before a system that answers as it is told. */
function before(tell: (command: Command) => Promise<unknown>) {
  const { world, clock } = testWorld();
  const refused: RefusedMessage[] = [];
  const stop = new AbortController();
  const system = { tell: async (command: Command) => (await tell(command)) as never };
  const receive = receiver(
    { ...world, system, refused: message => void refused.push(message), admit, autonomy: async () => 'readonly' },
    stop.signal,
  );
  return { receive: (command: unknown) => receive({ command, attempt: 1 }), refused, clock, stop };
}

const access: Access = { users: [{ id: 1001, name: 'Ada', role: 'admin' }], chats: [{ id: 1, role: 'operator' }] };
const admit = (command: Command) => admitted(command, access);
const valid = order('chat-1', 'ReceiveText');

test('[R-211] what is no command is recorded as refused and not asked for again', async t => {
  const { receive, refused } = before(async () => ({ facts: [] }));
  for (const body of [null, 7, 'text', {}, { ...valid, stream: 'no stream' }]) await t.notThrowsAsync(receive(body));
  t.is(refused.length, 5);
});

test('[N8] a refusal that time cannot mend is taken; one that it can mend asks for another delivery', async t => {
  const never = before(async () => Promise.reject(new Refusal('invalid_request', 'no')));
  await t.notThrowsAsync(never.receive(valid));
  for (const code of ['mailbox_full', 'bulkhead_full', 'upstream_unavailable'] as const)
    await t.throwsAsync(before(async () => Promise.reject(new Refusal(code, 'later'))).receive(valid), {
      instanceOf: Refusal,
    });
});

test('[E1] while the log is away a delivery is held, and acknowledged once it is recorded', async t => {
  let tries = 0;
  const { receive, clock } = before(async () => {
    if (++tries < 4) throw new StoreUnavailable('gone', { hint: '' });
    return { facts: [] };
  });
  const taken = receive(valid);
  await clock.pass(60_000);
  await t.notThrowsAsync(taken);
  t.is(tries, 4);
});

test('[T-22] a program that stops lets go of a delivery that the log has not taken', async t => {
  const { receive, clock, stop } = before(async () => Promise.reject(new StoreUnavailable('gone', { hint: '' })));
  const taken = t.throwsAsync(receive(valid));
  stop.abort();
  await clock.pass(10_000);
  await taken;
});

test('a fault of the program is not acknowledged', async t => {
  await t.throwsAsync(before(async () => Promise.reject(new TypeError('bug'))).receive(valid), {
    instanceOf: TypeError,
  });
});

test('[P13] an order over the bus has the role its person has here, whatever it claims', async t => {
  const told: Command[] = [];
  const { receive, refused } = before(async command => {
    told.push(command);
    return { facts: [] };
  });
  await receive(valid);
  t.like(told[0], { actor: { id: 'tg:1001', role: 'operator' } });
  for (const forged of [
    { ...valid, actor: { id: 'tg:6666', role: 'admin' } },
    { ...valid, actor: { id: 'system:workshop', role: 'system' } },
    { ...valid, type: 'GiveAnswer' },
    { ...order('job-7k3f9q2m4x', 'RequestJob') },
    { ...order('job-7k3f9q2m4x', 'Succeed') },
    { ...order('outbox-1', 'RecordDelivered') },
  ])
    await t.notThrowsAsync(receive(forged));
  t.is(told.length, 1);
  t.deepEqual(
    refused.map(({ code }) => code),
    Array(6).fill('unauthorized'),
  );
});

test('[I19] an order to resume over the bus does not say which mode the system is in', async t => {
  const told: Command[] = [];
  const { receive } = before(async command => {
    told.push(command);
    return { facts: [] };
  });
  await receive(order('job-7k3f9q2m4x', 'Resume', { mode: 'auto' }));
  t.like(told[0], { data: { mode: 'readonly' } });
});

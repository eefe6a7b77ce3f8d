import { default as test } from 'ava';
import { StoreUnavailable } from '../../actors/ports.ts';
import { type RefusedMessage, receiver } from '../../actors/receive.ts';
import type { Command } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { order, testWorld } from './world.ts';

/** A receiver before a system that answers as it is told. */
function before(tell: (command: Command) => Promise<unknown>) {
  const { world, clock } = testWorld();
  const refused: RefusedMessage[] = [];
  const stop = new AbortController();
  const system = { tell: async (command: Command) => (await tell(command)) as never };
  const receive = receiver({ ...world, system, refused: message => void refused.push(message) }, stop.signal);
  return { receive: (command: unknown) => receive({ command, attempt: 1 }), refused, clock, stop };
}

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

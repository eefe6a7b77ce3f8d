import { default as test } from 'ava';
import { type OpenWork, sweeper } from '../../actors/sweeper.ts';
import type { Command } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { received } from '../domain/gateway/updates.ts';
import { asFact, noon } from '../domain/given.ts';
import { memoryStore, settle, testWorld } from './world.ts';

const nothing: OpenWork = { untaken: [], unanswered: [], undelivered: [], jobs: [] };
const untaken = (id: number) => ({
  commandId: `tg-${id}`,
  gatewayStream: 'gateway-7' as const,
  revision: BigInt(id),
  receivedAt: noon,
});

/** A log with updates 0, 1 and 2, and a sweeper that is told what is open. */
function swept(open: OpenWork, tell: (command: Command) => Promise<void> = async () => {}) {
  const store = memoryStore();
  for (const id of [0, 1, 2])
    store.events.push({ ...asFact(received(id), id), stream: 'gateway-7', revision: BigInt(id) });
  const { world, clock } = testWorld(store);
  const told: string[] = [];
  const woken: string[] = [];
  const took: number[] = [];
  const system = {
    async tell(command: Command) {
      await tell(command);
      told.push(command.id);
      return { facts: [], state: undefined };
    },
    wake: async (stream: string) => void woken.push(stream),
  };
  const sweeping = sweeper(
    { ...world, openWork: async () => open, offer: () => {}, system, took: count => void took.push(count) },
    { everyMs: 500, takeAfterMs: 1_000 },
  );
  return { sweeping, clock, told, woken, took };
}

test('[P2] at the start everything that is open is taken up, whatever its age', async t => {
  const open = {
    untaken: [untaken(0), untaken(2)],
    unanswered: [{ stream: 'chat-1' as const, at: noon }],
    undelivered: [{ chatId: 5, at: noon }],
    jobs: [],
  };
  const { sweeping, told, woken } = swept(open);
  t.deepEqual(await sweeping.resume(), { commands: 2, chats: 2 });
  t.deepEqual(told, ['tg-0', 'tg-2']);
  t.deepEqual(woken, ['chat-1', 'outbox-5']);
});

test('[N3] a command that the bus has not delivered within a second is taken from the log', async t => {
  const { clock, told, took } = swept({ ...nothing, untaken: [untaken(1)] });
  await clock.pass(900);
  t.deepEqual(told, []);
  await clock.pass(600);
  t.is(told[0], 'tg-1');
  t.true(took.length >= 1);
});

test('[P2] an actor that rests or is overrun is asked again at the next sweep', async t => {
  let tries = 0;
  const { clock, told } = swept({ ...nothing, untaken: [untaken(1)] }, async () => {
    if (++tries < 3) throw new Refusal('upstream_unavailable', 'it rests');
  });
  await clock.pass(3_000);
  t.true(told.length >= 1);
});

test('a sweeper that is stopped takes nothing more', async t => {
  const { sweeping, clock, told } = swept({ ...nothing, untaken: [untaken(1)] });
  sweeping.stop();
  await clock.pass(10_000);
  await settle();
  t.deepEqual(told, []);
});

test('[P2] what the log dates in the future, because the clock was set back, is taken up like all that is old', async t => {
  const later = new Date(Date.parse(noon) + 3_600_000).toISOString();
  const { sweeping, told } = swept({ ...nothing, untaken: [{ ...untaken(1), receivedAt: later }] });
  await sweeping.resume();
  sweeping.stop();
  t.is(told.length, 1);
});

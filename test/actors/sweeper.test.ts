import { default as test } from 'ava';
import { type OpenWork, sweeper } from '../../actors/sweeper.ts';
import type { Command } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { received } from '../domain/gateway/updates.ts';
import { after, asFact, noon } from '../domain/given.ts';
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
  const offered: string[] = [];
  const system = {
    async tell(command: Command) {
      await tell(command);
      told.push(command.id);
      return { facts: [], state: undefined };
    },
    wake: async (stream: string) => void woken.push(stream),
  };
  const sweeping = sweeper(
    {
      ...world,
      openWork: async () => open,
      offer: ({ jobId }) => void offered.push(jobId),
      system,
      took: count => void took.push(count),
    },
    { everyMs: 500, takeAfterMs: 1_000 },
  );
  return { sweeping, clock, told, woken, took, offered };
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

const job = (jobId: string, more: Partial<OpenWork['jobs'][number]>): OpenWork['jobs'][number] => ({
  ...{ jobId, jobClass: 'probe', state: 'queued', fence: 0, revision: 1n },
  ...more,
});
const waits = (jobId: string, availableAt: string, since = noon) => ({
  waits: { availableAt, since, offer: { jobId, jobClass: 'probe' as const, fence: 1 } },
});

test('[P2] work that nobody took is offered again, and not before it may be claimed', async t => {
  const jobs = [job('NOW', waits('NOW', noon)), job('LATER', waits('LATER', after(5)))];
  const { clock, offered, woken } = swept({ ...nothing, jobs });
  await clock.pass(1_500);
  t.true(offered.length > 0 && offered.every(jobId => jobId === 'NOW'));
  await clock.pass(5_000);
  t.true(offered.includes('LATER'));
  t.deepEqual(woken, []);
});

test('[P2] work that was queued by a clock which has been set back since is offered all the same', async t => {
  const { clock, offered } = swept({ ...nothing, jobs: [job('A', waits('A', after(3600), after(3600)))] });
  await clock.pass(600);
  t.deepEqual(offered, ['A']);
});

test('[C-12] a job whose wait or lease is over is woken; at the start every one that runs is', async t => {
  const jobs = [
    job('OVER', { state: 'requested', dueAt: noon }),
    job('RUNS', { state: 'running', dueAt: after(120) }),
    job('WAITS', { state: 'approved', dueAt: after(3600) }),
  ];
  const { sweeping, clock, woken } = swept({ ...nothing, jobs });
  await sweeping.resume();
  t.deepEqual(woken, ['job-OVER', 'job-RUNS']);
  woken.length = 0;
  await clock.pass(1_500);
  t.true(woken.every(stream => stream === 'job-OVER') && woken.length > 0);
});

import { join } from 'node:path';
import { default as test } from 'ava';
import { botMessages } from './ledger.ts';
import { eventually, plainClient } from './plain-client.ts';
import { people, surroundings } from './program.ts';
import { everythingIsOver, type Sent } from './stream.ts';

/** How long each fails; 60000 is what was promised, less is enough to see it. */
const awayMs = Number(process.env.BINNACLE_AWAY_MS ?? 5_000);

interface Row {
  point: string;
  kind: 'error' | 'hang' | 'drop' | 'duplicate' | 'corrupt' | 'clock';
  says: string;
  /** What is answered while it is away; none: the answer waits. */
  meanwhile?: RegExp;
  /** What is answered in the end. */
  then: RegExp;
}

const help = /\/trace/;

/** While any one port fails, what does not need it still answers, and the rest waits or says so. */
const table: Row[] = [
  { point: 'telegram.send', kind: 'error', says: '/help trace', then: help },
  { point: 'telegram.poll', kind: 'error', says: '/help trace', then: help },
  { point: 'store.append', kind: 'error', says: '/help trace', then: help },
  { point: 'store.append', kind: 'hang', says: '/help trace', then: help },
  { point: 'bus.publish', kind: 'error', says: '/help trace', meanwhile: help, then: help },
  { point: 'bus.publish', kind: 'drop', says: '/help trace', meanwhile: help, then: help },
  { point: 'bus.deliver', kind: 'drop', says: '/help trace', meanwhile: help, then: help },
  { point: 'bus.deliver', kind: 'corrupt', says: '/help trace', meanwhile: help, then: help },
  { point: 'bus.deliver', kind: 'duplicate', says: '/help trace', meanwhile: help, then: help },
  { point: 'views.query', kind: 'error', says: '/help trace', meanwhile: help, then: help },
  {
    point: 'views.query',
    kind: 'error',
    says: '/audit',
    meanwhile: /upstream_unavailable|injected|not available/i,
    then: /./,
  },
  { point: 'host.read', kind: 'error', says: '/help trace', meanwhile: help, then: help },
  {
    point: 'host.read',
    kind: 'error',
    says: '/cpu',
    meanwhile: /upstream_unavailable|injected|not available/i,
    then: /./,
  },
  { point: 'work.perform', kind: 'hang', says: '/help trace', meanwhile: help, then: help },
  { point: 'charts.draw', kind: 'error', says: '/help trace', meanwhile: help, then: help },
  { point: 'clock.now', kind: 'clock', says: '/help trace', meanwhile: help, then: help },
];

test.serial(
  '[D-10, D-15] while any one port fails by injection, the expected answers still come, each once',
  async t => {
    t.timeout(table.length * (awayMs + 30_000) + 60_000);
    const soon = { resetMs: 500 };
    const world = await surroundings({
      faults: { injection: 'on', inProduction: 'allowed' },
      dependencies: { telegram: soon, telegramPoll: soon, eventStore: soon, bus: soon, views: soon, host: soon },
    });
    t.teardown(() => world.close());
    const program = world.start();
    await program.ready;
    const ask = await plainClient(t, world);
    await eventually(async () => ask('binnacle.v1.fault.list').catch(() => undefined), 20_000);
    const sent: Sent[] = [];

    for (const [index, { point, kind, says, meanwhile, then }] of table.entries()) {
      const title = `${point} ${kind} ${says}`;
      const { id } = people[index % people.length]!;
      const answers = async () => botMessages(await world.get('state'), id).map(message => JSON.stringify(message));
      const before = (await answers()).length;
      const terms = { point, kind, ttlMs: awayMs, ...(kind === 'clock' ? { skewMs: 60_000 } : {}) };
      const said = await ask('binnacle.v1.fault.inject', terms);
      t.true(said.ok, `${title}: ${JSON.stringify(said)}`);
      // A poll that waits already would bring it still.
      if (point === 'telegram.poll')
        await eventually(
          async () => (await ask('binnacle.v1.fault.list')).data.faults[0]?.hits > 0,
          awayMs,
          'a failed poll',
        );
      const { updateId } = await world.post('send', { chatId: id, userId: id, text: says });
      sent.push({ chatId: id, updateId: updateId as number });
      const inForce = async () => (await ask('binnacle.v1.fault.list')).data.faults.length > 0;

      const answer = await eventually(async () => (await answers())[before], awayMs + 25_000, `the answer to ${title}`);
      if (meanwhile !== undefined) {
        t.regex(answer, meanwhile, title);
        t.true(await inForce(), `${title}: answered while it is away`);
      } else t.false(await inForce(), `${title}: the answer waits until it is back`);
      t.regex(answer, then, title);
      await eventually(async () => !(await inForce()), awayMs + 5_000, `the end of ${title}`);
    }

    const { events } = await everythingIsOver(t, world, join(world.directory, 'data/events.sqlite'), sent);
    const ended = events.filter(({ type, data }) => type === 'FaultEnded' && data.reason === 'time');
    t.is(ended.length, table.length, 'each has ended by itself, and the log says so');
    const state = await world.get('state');
    for (const { id } of people)
      t.is(botMessages(state, id).length, sent.filter(({ chatId }) => chatId === id).length, `chat ${id}: each once`);
    t.is(await program.kill('SIGTERM'), 0);
  },
);

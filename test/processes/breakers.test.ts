import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { default as test } from 'ava';
import { botMessages } from './ledger.ts';
import { people, surroundings } from './program.ts';
import { everythingIsOver, type Sent } from './stream.ts';

const hangMs = 30_000;

test.serial(
  '[D-10, D-19, T2, T3] sends that hang for 30 s open the breaker; replies wait in order, and then each arrives once',
  async t => {
    t.timeout(3 * 60_000);
    const world = await surroundings();
    t.teardown(() => world.close());
    const config = JSON.parse(readFileSync(world.configPath, 'utf8'));
    writeFileSync(
      world.configPath,
      JSON.stringify({ ...config, telegram: { ...config.telegram, callTimeoutMs: 1_000 } }),
    );
    const program = world.start();
    await program.ready;
    await world.post('faults', { method: 'sendMessage', kind: 'hang', ttlMs: hangMs });
    const sent: Sent[] = [];
    const chats = people.slice(0, 4);
    const say = async (chatId: number, text: string) => {
      const { updateId } = await world.post('send', { chatId, userId: chatId, text });
      sent.push({ chatId, updateId: updateId as number });
    };
    for (const { id } of chats) await say(id, '/help help');
    await pause(3_000);
    for (const text of ['/help trace', '/help idem', '/help log']) for (const { id } of chats) await say(id, text);

    const { events } = await everythingIsOver(t, world, join(world.directory, 'data/events.sqlite'), sent);

    const changes = events.filter(({ stream }) => stream === 'dependency-telegram').map(({ type }) => type);
    t.deepEqual(changes, ['BreakerOpened', 'BreakerHalfOpened', 'BreakerClosed']);
    const [opened, halfOpened] = events.filter(({ stream }) => stream === 'dependency-telegram');
    const begun = events.filter(({ type }) => type === 'DeliveryAttempted');
    const meanwhile = begun.filter(
      ({ recordedAt }) => recordedAt > opened!.recordedAt && recordedAt < halfOpened!.recordedAt,
    );
    t.deepEqual(meanwhile, [], 'nothing is tried, and nothing written, while it is open');
    const unknowns = events.filter(({ type }) => type === 'DeliveryOutcomeUnknown').length;
    t.true(unknowns >= 3 && unknowns <= 4, `${unknowns} sends were under way when it opened`);

    const state = await world.get('state');
    for (const { id } of chats) {
      const words = botMessages(state, id).map(
        message => /\/(help \[|trace|idem|log)/.exec(JSON.stringify(message))?.[1],
      );
      t.deepEqual(words, ['help [', 'trace', 'idem', 'log'], `chat ${id}: each once, in order`);
    }
    t.is(await program.kill('SIGTERM'), 0);
  },
);

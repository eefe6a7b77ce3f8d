import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { default as test } from 'ava';
import { botMessages } from './ledger.ts';
import { eventually, plainClient } from './plain-client.ts';
import { people, surroundings } from './program.ts';
import { everythingIsOver, type Sent } from './stream.ts';

const hangMs = 30_000;

test.serial(
  '[D-10, D-19] over plain NATS sends hang for 30 s: the breaker opens, /health and the snapshot say why, replies wait in order and arrive once, and a trace shows it',
  async t => {
    t.timeout(4 * 60_000);
    const world = await surroundings({ faults: { injection: 'on', inProduction: 'allowed' } });
    t.teardown(() => world.close());
    const config = JSON.parse(readFileSync(world.configPath, 'utf8'));
    writeFileSync(
      world.configPath,
      JSON.stringify({ ...config, telegram: { ...config.telegram, callTimeoutMs: 1_000 } }),
    );
    const program = world.start();
    await program.ready;
    const ask = await plainClient(t, world);
    const asProgram = await plainClient(t, world, 'program');
    const answered = (subject: string, body?: object) =>
      eventually(async () => ask(subject, body).catch(() => undefined), 20_000);
    t.deepEqual((await answered('binnacle.v1.fault.list')).data.faults, []);

    const { data: fault } = await ask('binnacle.v1.fault.inject', {
      ...{ point: 'telegram.send', kind: 'hang', ttlMs: hangMs, seed: 7 },
    });
    t.like(fault, { point: 'telegram.send', kind: 'hang', ttlMs: hangMs });
    t.is(Date.parse(fault.endsAt) - Date.parse(fault.at), hangMs);

    const sent: Sent[] = [];
    const chats = people.slice(0, 4);
    const say = async (chatId: number, text: string) => {
      const { updateId } = await world.post('send', { chatId, userId: chatId, text });
      sent.push({ chatId, updateId: updateId as number });
    };
    for (const { id } of chats) await say(id, '/help help');
    await eventually(async () => {
      const { data } = await ask('binnacle.v1.q.snapshot');
      return data.breakers.find((each: { name: string; state: string }) => each.name === 'telegram')?.state === 'open';
    }, 15_000);
    for (const text of ['/help trace', '/help idem', '/help log']) for (const { id } of chats) await say(id, text);

    const { data: health } = await asProgram('binnacle.v1.terminal', {
      ...{ line: '/health', user: userInfo().username, id: 'cli-1' },
    });
    t.regex(JSON.stringify(health), /hang at telegram\.send until/, '/health names the fault');
    t.regex(JSON.stringify(health), /telegram open: unknown: injected fault/, '/health says why the breaker is open');

    const { events } = await everythingIsOver(t, world, join(world.directory, 'data/events.sqlite'), sent);
    const changes = events.filter(({ stream }) => stream === 'dependency-telegram');
    t.deepEqual(
      changes.map(({ type }) => type).filter(type => type.startsWith('Breaker')),
      ['BreakerOpened', 'BreakerHalfOpened', 'BreakerClosed'],
    );
    const [opened, halfOpened] = changes;
    const meanwhile = events.filter(
      ({ type, recordedAt }) =>
        type === 'DeliveryAttempted' && recordedAt > opened!.recordedAt && recordedAt < halfOpened!.recordedAt,
    );
    t.deepEqual(meanwhile, [], 'nothing is tried while it is open');
    const faults = events.filter(({ stream }) => stream === 'fault-points');
    t.deepEqual(
      faults.map(({ type, data }) => [type, data.reason]),
      [
        ['FaultInjected', undefined],
        ['FaultEnded', 'time'],
      ],
    );
    t.is(faults[0]!.metadata.actor.id, 'nats:operator');

    const state = await world.get('state');
    for (const { id } of chats) {
      const words = botMessages(state, id).map(
        message => /\/(help \[|trace|idem|log)/.exec(JSON.stringify(message))?.[1],
      );
      t.deepEqual(words, ['help [', 'trace', 'idem', 'log'], `chat ${id}: each once, in order`);
    }

    const first = sent.find(
      ({ updateId }) =>
        events.filter(
          ({ type, metadata }) => type === 'DeliveryOutcomeUnknown' && metadata.correlationId === `tg-${updateId}`,
        ).length > 0,
    );
    const { data: trace } = await ask('binnacle.v1.q.trace', { id: `tg-${first!.updateId}` });
    const shown = JSON.stringify(trace.roots);
    for (const step of [
      'UpdateReceived',
      'CommandAccepted',
      'DeliveryAttempted',
      'DeliveryOutcomeUnknown',
      'Delivered',
    ])
      t.true(shown.includes(`"${step}"`), `the trace shows ${step}`);
    t.is(await program.kill('SIGTERM'), 0);
  },
);

test.serial(
  'faults are refused in production unless it is said that they may be; the command line says so too',
  async t => {
    t.timeout(2 * 60_000);
    const world = await surroundings({ faults: { injection: 'on' } });
    t.teardown(() => world.close());
    const program = world.start();
    await program.ready;
    const ask = await plainClient(t, world);
    const fault = { point: 'telegram.send', kind: 'error', count: 1 };
    const said = await eventually(async () => ask('binnacle.v1.fault.inject', fault).catch(() => undefined), 20_000);
    t.like(said, { ok: false, error: { code: 'policy_blocked' } });

    const binnacle = (...words: string[]) =>
      promisify(execFile)(join(import.meta.dirname, '../../ops/binnacle'), ['-c', world.configPath, ...words]);
    const asked = await binnacle('nats', 'req', 'binnacle.v1.q.log', '{"limit":1}');
    t.is(JSON.parse(asked.stdout).data.records.length, 1);
    t.is((await binnacle('fault', 'list')).stdout.trim(), 'No fault is in force.');
    const refused = await t.throwsAsync(binnacle('fault', 'inject', 'telegram.send', 'error', '--count', '1'));
    t.regex((refused as Error & { stderr: string }).stderr, /policy_blocked: .*\n→ Set faults\.inProduction/);
    const denied = await t.throwsAsync(binnacle('nats', 'pub', 'binnacle.v1.cmd.0.chat-1', '{}'));
    t.regex((denied as Error & { stderr: string }).stderr, /forbidden/);
    t.is(await program.kill('SIGTERM'), 0);
  },
);

test.serial('a crash on demand ends the process once: the next run records nothing of it anew and answers', async t => {
  t.timeout(3 * 60_000);
  const world = await surroundings({ faults: { injection: 'on', inProduction: 'allowed' } });
  t.teardown(() => world.close());
  const program = world.start();
  await program.ready;
  const ask = await plainClient(t, world);
  const fault = { point: 'telegram.send', kind: 'crash', ttlMs: 120_000 };
  const said = await eventually(async () => ask('binnacle.v1.fault.inject', fault).catch(() => undefined), 20_000);
  t.true(said.ok);
  const chatId = people[0]!.id;
  const { updateId } = await world.post('send', { chatId, userId: chatId, text: '/help help' });
  t.is(await program.gone(), null, 'ended by a signal');
  const second = world.start();
  await second.ready;
  const sent = [{ chatId, updateId: updateId as number }];
  const { events } = await everythingIsOver(t, world, join(world.directory, 'data/events.sqlite'), sent);
  const faults = events.filter(({ stream }) => stream === 'fault-points');
  t.deepEqual(
    faults.map(({ type, data }) => [type, data.reason]),
    [
      ['FaultInjected', undefined],
      ['FaultEnded', 'crash'],
    ],
  );
  t.is(await second.kill('SIGTERM'), 0);
});

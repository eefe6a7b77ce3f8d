import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { findProgram } from '../../adapters/nats/server-process.ts';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { nameServer } from '../doubles/name-server.ts';
import { botMessages, ledgerOf } from './ledger.ts';
import { people, type Surroundings, surroundings } from './program.ts';
import { ownNats } from './twin/nats.ts';
import { proxy, type TcpProxy } from './twin/proxy.ts';
import { wireDouble } from './wire-double.ts';

/** Surroundings in which one thing outside can go away and come back, and what is asked meanwhile. */

export interface Stage {
  world: Surroundings;
  away(): Promise<void>;
  back(): Promise<void>;
  logPath: string;
}

export const answeredWithinMs = 30_000;

export async function say(world: Surroundings, chatId: number, text: string): Promise<void> {
  await world.post('send', { chatId, userId: chatId, text });
}

export async function answered(t: ExecutionContext, world: Surroundings, chatId: number, text: string, says: RegExp) {
  await say(world, chatId, text);
  await shows(t, world, chatId, says, text);
}

export async function shows(t: ExecutionContext, world: Surroundings, chatId: number, says: RegExp, what: string) {
  const endMs = performance.now() + answeredWithinMs;
  let seen = '';
  do {
    seen = botMessages(await world.get('state'), chatId)
      .map(message => JSON.stringify(message))
      .join('\n');
    if (says.test(seen)) return;
    await pause(100);
  } while (performance.now() < endMs);
  t.fail(`${what}: no answer like ${says} in ${answeredWithinMs / 1000} s, but ${seen || 'nothing'}`);
}

const embedded = (world: Surroundings) => join(world.directory, 'data/events.sqlite');

export async function telegramAway(t: ExecutionContext): Promise<Stage> {
  let telegram: TcpProxy;
  const world = await surroundings({ http: { port: 0 } }, async port => {
    telegram = await proxy({ port });
    t.teardown(() => telegram.close());
    return telegram.port;
  });
  return {
    world,
    async away() {
      telegram.shut(true);
      // Whoever sits at the machine is answered as ever.
      for (const path of ['ops', 'slo', 'jobs', 'job-counts']) t.is(await statusOf(world, path), 200, path);
    },
    back: async () => telegram.shut(false),
    logPath: embedded(world),
  };
}

async function statusOf({ directory }: Surroundings, path: string): Promise<number> {
  const textIn = (name: string) => readFileSync(join(directory, 'data', name), 'utf8').trim();
  const { httpUrl } = JSON.parse(textIn('ready.json')) as { httpUrl: string };
  const headers = { authorization: `Bearer ${textIn('http-token')}` };
  return (await fetch(`${httpUrl}/api/v1/${path}`, { headers })).status;
}

export async function natsAway(t: ExecutionContext): Promise<Stage> {
  const server = await ownNats(findProgram('nats-server')!);
  t.teardown(() => server.close());
  const world = await surroundings({ bus: { mode: 'external', servers: [`nats://127.0.0.1:${server.port}`] } });
  return { world, away: () => server.kill(true), back: () => server.start(), logPath: embedded(world) };
}

export async function eventStoreAway(t: ExecutionContext): Promise<Stage> {
  const double = await wireDouble();
  t.teardown(() => double.close());
  const url = new URL(double.url.replace(/^esdb/, 'http'));
  const way = await proxy({ port: Number(url.port) });
  t.teardown(() => way.close());
  const world = await surroundings({
    eventStore: {
      engine: 'eventstoredb',
      url: double.url.replace(`:${url.port}`, `:${way.port}`),
      ...{ appendDeadlineMs: 1_000, readDeadlineMs: 1_000 },
    },
    degradation: { tellAfterMs: 500 },
  });
  const shut = async (isShut: boolean) => way.shut(isShut);
  return { world, away: () => shut(true), back: () => shut(false), logPath: double.logPath };
}

/** Switched off from the start: what draws is a matter of this machine and does not come back by itself. */
export async function rendererAway(): Promise<Stage> {
  const world = await surroundings({ charts: { enabled: false } });
  return { world, away: async () => {}, back: async () => {}, logPath: embedded(world) };
}

/** No address is fresh for less, whatever its server says; then only an old one is left. */
const addressFreshMs = 5_500;

/** Telegram stands behind a name, as the real one does. */
export async function namesAway(t: ExecutionContext): Promise<Stage> {
  const server = await nameServer(type => ({ addresses: type === 'A' ? ['127.0.0.1'] : [] }));
  t.teardown(() => server.close());
  const dns = { servers: [server.address], probeEveryMs: 1_000 };
  server.ttlSeconds = 1;
  let telegram: TcpProxy;
  const world = await surroundings({ dns, dependencies: { dns: { resetMs: 1_000 } } }, async port => {
    telegram = await proxy({ port });
    t.teardown(() => telegram.close());
    return telegram.port;
  });
  const config = JSON.parse(readFileSync(world.configPath, 'utf8'));
  config.telegram.apiRoot = config.telegram.apiRoot.replace('127.0.0.1', 'telegram.test');
  writeFileSync(world.configPath, JSON.stringify(config));
  const good = server.says;
  return {
    world,
    async away() {
      t.true(server.asked.includes('A telegram.test'), 'the program has asked this server');
      const before = server.asked.length;
      server.says = () => 'SERVFAIL';
      while (server.asked.length < before + 4) await pause(50);
      await pause(addressFreshMs);
      telegram.reset(); // Whatever is said from here on needs an address first.
    },
    async back() {
      server.says = good;
      const endMs = performance.now() + answeredWithinMs;
      while (performance.now() < endMs && !(await types(world)).includes('DnsRecovered')) await pause(200);
      const seen = await types(world);
      t.deepEqual(
        ['DnsFailed', 'DnsFallbackUsed', 'DnsRecovered'].filter(type => !seen.includes(type)),
        [],
      );
    },
    logPath: embedded(world),
  };
}

async function types(world: Surroundings): Promise<string[]> {
  const log = await openSqliteEventLog({ path: embedded(world) });
  const { events } = await ledgerOf(log);
  await log.close();
  return events.map(({ type }) => type);
}

/** Not asked, as when their thread answers nothing: an admin holds their breaker open. */
export async function viewsAway(t: ExecutionContext): Promise<Stage> {
  const world = await surroundings();
  const chatId = people[9]!.id;
  return {
    world,
    away: () => answered(t, world, chatId, '/breaker projections force-open 5m', /is not called/),
    back: () => answered(t, world, chatId, '/breaker projections auto', /decides by itself/),
    logPath: embedded(world),
  };
}

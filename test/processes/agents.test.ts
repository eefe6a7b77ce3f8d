import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionContext, default as test } from 'ava';
import { people, surroundings } from './program.ts';

const binnacle = join(import.meta.dirname, '../../ops/binnacle');
const chatId = people[0]!.id;

/** Everything a chat was shown, as text. */
async function shown(world: Awaited<ReturnType<typeof surroundings>>): Promise<string[]> {
  const { messages } = (await world.get('state')) as {
    messages: { message: { chat: { id: number }; text?: string } }[];
  };
  return messages.flatMap(({ message }) => (message.chat.id === chatId ? (message.text ?? []) : []));
}

/** Looks again and again, for at most so long. */
async function until<Found>(t: ExecutionContext, what: string, find: () => Promise<Found | undefined>): Promise<Found> {
  for (let tries = 0; tries < 150; tries++) {
    const found = await find();
    if (found !== undefined) return found;
    await pause(200);
  }
  return t.fail(`${what} did not come`) as never;
}

test.serial(
  'three agents of one machine send samples; one that stops is noticed and named, and found again',
  async t => {
    t.timeout(180_000);
    const world = await surroundings({
      agent: { name: 'main', everyMs: 1000 },
      samples: { silentAfterMs: 5000 },
      alerts: { chats: [chatId], dailyAt: 'none', weeklyAt: 'none' },
    });
    t.teardown(() => world.close());
    const program = world.start();
    await program.ready;
    const agents = new Map(['web-1', 'web-2', 'db_1'].map(name => [name, startAgent(t, world.directory, name)]));
    const ask = async (text: string) => {
      await world.post('send', { chatId, userId: chatId, text });
    };
    await until(t, 'samples of all', async () => {
      await ask('/hosts');
      await pause(500);
      return (await shown(world)).find(text => text.includes('4 machines, all heard of'));
    });
    agents.get('web-2')!.kill('SIGKILL');
    const alert = await until(t, 'the alert', async () =>
      (await shown(world)).find(text => text.includes('web-2 is silent')),
    );
    t.regex(alert, /last sample \d{4}-/);
    t.false((await shown(world)).some(text => /(web-1|db_1|main) is silent/.test(text)));
    await ask('/hosts');
    await until(t, 'who is silent', async () =>
      (await shown(world)).find(text => text.includes('1 of 4 machines silent: web-2')),
    );
    const again = startAgent(t, world.directory, 'web-2');
    await until(t, 'the recovery', async () =>
      (await shown(world)).find(text => /Silent · web-2: resolved after/.test(text)),
    );
    // The card itself was changed.
    t.false((await shown(world)).some(text => text.includes('web-2 is silent')));
    for (const agent of [...agents.values(), again]) agent.kill('SIGTERM');
    t.is(await program.kill('SIGTERM'), 0);
  },
);

/** An agent alone, beside the program: it finds the program's nats-server by its data directory. */
function startAgent(t: ExecutionContext, directory: string, name: string) {
  const home = join(directory, `agent-${name}`);
  mkdirSync(home, { recursive: true });
  const configPath = join(home, 'binnacle.yaml');
  const config = { dataDirectory: join(home, 'data'), agent: { name, everyMs: 1000, join: join(directory, 'data') } };
  writeFileSync(configPath, JSON.stringify(config));
  const child = spawn(binnacle, ['--config', configPath, 'start', '--roles', 'agent'], {
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home },
    stdio: 'ignore',
    // A group of its own: the launcher and what it starts end together.
    detached: true,
  });
  const end = (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, signal);
  };
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    end('SIGKILL');
    await once(child, 'exit');
  });
  return { kill: end };
}

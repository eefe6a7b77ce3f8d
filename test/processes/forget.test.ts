import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { default as test } from 'ava';
import { botMessages } from './ledger.ts';
import { people, type Surroundings, surroundings } from './program.ts';

const binnacle = join(import.meta.dirname, '../../ops/binnacle');
const [ada, vera] = [people[0]!.id, people[1]!.id];

/** Says it in the speaker's own chat, and waits for the answer that fits. */
async function asked(world: Surroundings, userId: number, text: string, fits: RegExp): Promise<string> {
  const before = botMessages(await world.get('state'), userId).length;
  await world.post('send', { chatId: userId, userId, text });
  for (let look = 0; look < 150; look += 1) {
    const shown = JSON.stringify(botMessages(await world.get('state'), userId).slice(before));
    if (fits.test(shown)) return shown;
    await pause(200);
  }
  throw new Error(`no answer to ${text} that fits ${fits}`);
}

/** Files of the data directory that hold the word, as it is. */
function holding(world: Surroundings, word: string): string[] {
  const data = join(world.directory, 'data');
  const names = readdirSync(data, { recursive: true, encoding: 'utf8' });
  return names.filter(name => {
    const path = join(data, name);
    return /\.(sqlite|sqlite-wal|json|jsonl)$/.test(name) && existsSync(path) && readFileSync(path).includes(word);
  });
}

test.serial(
  '[T-57] [P10] what a person wrote lies in the log for nobody to read, and once forgotten nowhere; the chain is whole and all goes on',
  async t => {
    t.timeout(180_000);
    const world = await surroundings();
    t.teardown(() => world.close());
    const cli = (...words: string[]) =>
      promisify(execFile)(binnacle, ['--config', world.configPath, ...words], {
        cwd: world.directory,
        env: { PATH: process.env.PATH, HOME: world.directory },
      }).then(({ stdout }) => stdout);
    const program = world.start();
    await program.ready;
    await asked(world, vera, 'my word is HALYARD', /free text/);
    await asked(world, vera, '/trace MIZZENMAST', /no chain|not_found|Nothing|not held|never/i);

    t.deepEqual(
      holding(world, 'HALYARD').filter(name => name.startsWith('events')),
      [],
      'sealed on its way into the log',
    );
    t.true(existsSync(join(world.directory, 'data/keys', `tg_${vera}.key`)));
    t.regex(await cli('replay', `chat-${vera}`, '--json'), /MIZZENMAST/, 'read as before');
    t.regex(await cli('export-me', String(vera)), /HALYARD/);

    await asked(world, ada, `/forget ${vera} forever`, /is forgotten/);
    t.false(existsSync(join(world.directory, 'data/keys', `tg_${vera}.key`)));
    const marker = join(world.directory, 'data/keys/views-to-rebuild');
    for (let look = 0; look < 100 && existsSync(marker); look += 1) await pause(200);
    t.false(existsSync(marker), 'the views are built anew');
    const left = await cli('replay', `chat-${vera}`, '--json');
    t.notRegex(left, /MIZZENMAST/);
    t.regex(left, /\(forgotten\)/);
    const held = await cli('export-me', String(vera));
    t.notRegex(held, /HALYARD|MIZZENMAST/);
    t.regex(held, /UpdateReceived.*PersonForgotten/s);
    t.notRegex(await cli('log', '--limit', '500'), /HALYARD|MIZZENMAST/);

    await asked(world, vera, 'now it is GAFF', /GAFF|free text/);
    t.is(await program.kill('SIGTERM'), 0);
    t.deepEqual(
      [...holding(world, 'HALYARD'), ...holding(world, 'MIZZENMAST')].filter(name => !name.startsWith('nats')),
      [],
    );
    t.regex(await cli('audit', 'verify'), /The chain is whole/);
    t.regex(await cli('audit', 'list'), /forget/);
    const again = world.start();
    await again.ready;
    await asked(world, vera, '/help', /What you may run|Control centre/);
    t.is(await again.kill('SIGTERM'), 0);
  },
);

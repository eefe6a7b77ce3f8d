import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { default as test } from 'ava';
import { openSqliteEventLog } from '../../../adapters/sqlite/open-event-log.ts';
import { numbersOf } from '../event-store-contract/samples.ts';
import { freshPath } from './open-store.ts';

const appendLoop = fileURLToPath(new URL('append-loop.ts', import.meta.url));
const kills = 20;

/** Runs the program until it has acknowledged so many appends, kills it, and gives the last revision of each stream. */
async function runAndKill(path: string, acknowledgedMin: number): Promise<Map<string, bigint>> {
  const child = spawn(process.execPath, [appendLoop, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged = new Map<string, bigint>();
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [stream = '', revision = ''] = line.split(' ');
    acknowledged.set(stream, BigInt(revision));
    count += 1;
    if (count === acknowledgedMin) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  if (child.signalCode !== 'SIGKILL') throw new Error(`the program ended by itself with ${child.exitCode}`);
  return acknowledged;
}

test(`[I21] [E4] killed ${kills} times at random, the log holds every acknowledged event, without a gap`, async t => {
  t.timeout(180_000);
  const path = await freshPath(t);
  const before = new Map<string, bigint>();
  for (let time = 0; time < kills; time += 1) {
    const acknowledged = await runAndKill(path, randomInt(1, 200));
    const log = await openSqliteEventLog({ path });
    for (const [stream, revision] of acknowledged) {
      const events = (await Array.fromAsync(log.readStream(stream as 'crash-0'))).flat();
      t.true(events.length > Number(revision), `${stream} has ${events.length}, acknowledged ${revision}`);
      t.deepEqual(numbersOf(events), Array.from(events.keys()));
      t.true(events.every((event, index) => event.revision === BigInt(index)));
      t.true(revision > (before.get(stream) ?? -1n), 'it goes on where it ended');
      before.set(stream, revision);
    }
    const positions = (await Array.fromAsync(log.readAll())).flat().map(event => event.position);
    t.true(positions.every((position, index) => position === BigInt(index + 1)));
    await log.close();
  }
});

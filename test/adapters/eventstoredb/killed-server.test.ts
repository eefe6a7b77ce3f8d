import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test, { type ExecutionContext } from 'ava';
import type { ExpectedRevision } from '../../../actors/ports.ts';
import { eventsOf, freshStream, numbered, numbersOf } from '../event-store-contract/samples.ts';
import { openedStore } from './opened.ts';

const program = new URL('../../doubles/eventstoredb/main.ts', import.meta.url).pathname;

/** Runs the double as a program until it says where it is. */
async function run(t: ExecutionContext, path: string, port: number) {
  const child: ChildProcess = spawn(process.execPath, [program, '--path', path, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout!), 'line');
  return { child, ...(JSON.parse(line) as { url: string; control: string; port: number }) };
}

const post = (url: string, body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

test('[E1] [E4] a server killed between commit and answer comes back, and the same append is there once', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'eventstoredb-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'log.db');
  let server = await run(t, path, 0);
  const { store } = await openedStore(t, { url: server.url });
  const stream = freshStream();
  let at: ExpectedRevision = 'no_stream';
  for (let round = 0; round < 3; round += 1) {
    const events = numbered(2, 2 * round);
    await post(`${server.control}/faults`, { point: 'append', fault: { kind: 'cut_after' } });
    await t.throwsAsync(store.append(stream, at, events), { name: 'OutcomeUnknown' });
    server.child.kill('SIGKILL');
    await once(server.child, 'exit');
    await t.throwsAsync(store.append(stream, at, events), { name: 'StoreUnavailable' });
    server = await run(t, path, server.port);
    at = (await store.append(stream, at, events)).revision;
  }
  t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1, 2, 3, 4, 5]);
  t.true(((await (await fetch(`${server.control}/heard`)).json()) as unknown[]).length > 0);
  t.is((await post(`${server.control}/nonsense`, {})).status, 400);
  server.child.kill('SIGTERM');
  await once(server.child, 'exit');
});

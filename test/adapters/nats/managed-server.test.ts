import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { connect } from 'nats';
import { managedNatsServer } from '../../../adapters/nats/managed-server.ts';
import { isHealthy } from '../../../adapters/nats/server-ports.ts';
import type { ServerExit } from '../../../adapters/nats/server-supervisor.ts';
import { journal } from './journal.ts';
import { natsTest, realServer, temporaryDirectory, testLog } from './real-server.ts';

test('a missing nats-server is an error that says how to install it', async t => {
  const start = managedNatsServer({ directory: temporaryDirectory(t), binary: 'nats-server-7', log: testLog().log });
  await t.throwsAsync(start, {
    message: /nats-server-7 is not installed.*ops\/setup\.sh.*apt-get install nats-server/,
  });
});

natsTest('the server is healthy once it is there, on loopback, with files that only its user may read', async t => {
  const server = await realServer(t);
  t.true(await isHealthy(server.monitorUrl, 1_000));
  t.regex(server.url, /^nats:\/\/127\.0\.0\.1:\d+$/);
  for (const file of ['nats-server.conf', 'nats-users.json', 'nats-server.json'])
    t.is(statSync(join(server.directory, file)).mode & 0o777, 0o600, file);
  t.is(statSync(server.directory).mode & 0o777, 0o700);
});

natsTest('passwords stay the same over restarts of the program, and differ between directories', async t => {
  const one = await realServer(t);
  await one.stop();
  const again = await realServer(t, { directory: one.directory });
  const other = await realServer(t);
  t.deepEqual(again.credentials, one.credentials);
  t.not(other.credentials.pass, one.credentials.pass);
});

natsTest('a server that dies is started again on the same port, later each time', async t => {
  const { log, logged } = testLog();
  const server = await realServer(t, { restart: { minMs: 10, maxMs: 10_000 }, log });
  const exits = journal<ServerExit>();
  server.onExit(exits.add);
  process.kill(server.pid()!, 'SIGKILL');
  await logged.first(({ message }) => message === 'the nats-server runs again');
  process.kill(server.pid()!, 'SIGKILL');
  await exits.atLeast(2);
  t.deepEqual(
    exits.entries.map(({ signal, restartInMs }) => [signal, restartInMs]),
    [
      ['SIGKILL', 10],
      ['SIGKILL', 20],
    ],
  );
  t.is(recordIn(server.directory).url, server.url);
});

natsTest('stopping ends the server, and it is not started again', async t => {
  const server = await realServer(t);
  const pid = server.pid()!;
  await server.stop();
  t.is(server.pid(), undefined);
  t.false(isAlive(pid));
});

natsTest('a server that cannot start is an error with its last words, and leaves no process', async t => {
  const server = await realServer(t);
  const port = Number(new URL(server.url).port);
  const directory = temporaryDirectory(t);
  const start = managedNatsServer({ directory, port, log: testLog().log });
  await t.throwsAsync(start, { message: /ended while starting.*address already in use/s });
  t.false(isAlive(recordIn(directory).pid));
});

natsTest('a server dies with its program where the system can do that', async t => {
  const directory = temporaryDirectory(t);
  const owner = await startOwner(t, directory, process.env.PATH);
  const { program } = JSON.parse(readFileSync(join(directory, 'nats-users.json'), 'utf8'));
  const connection = await connect({ servers: owner.url, ...program, reconnect: false });
  owner.process.kill('SIGKILL');
  await connection.closed();
  t.pass();
});

natsTest('an orphan that a killed program left is ended at the next start in its directory', async t => {
  const directory = temporaryDirectory(t);
  // Without a path there is no setpriv: the server outlives its program.
  const owner = await startOwner(t, directory, '/nowhere');
  owner.process.kill('SIGKILL');
  await once(owner.process, 'exit');
  t.true(isAlive(owner.serverPid));
  await realServer(t, { directory });
  t.false(isAlive(owner.serverPid));
});

natsTest('a process that only has the recorded pid is left alone', async t => {
  const directory = temporaryDirectory(t);
  const stranger = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)', join(directory, 'nats-server.conf')]);
  t.teardown(() => stranger.kill('SIGKILL'));
  await once(stranger, 'spawn');
  const record = { pid: stranger.pid, ownerPid: 1, url: 'nats://127.0.0.1:1', monitorUrl: 'http://127.0.0.1:1' };
  writeFileSync(join(directory, 'nats-server.json'), JSON.stringify(record));
  await realServer(t, { directory });
  t.true(isAlive(stranger.pid!));
  t.is(stranger.exitCode ?? stranger.signalCode, null);
});

natsTest('a directory whose program still runs is refused, and its server left alone', async t => {
  const server = await realServer(t);
  const start = managedNatsServer({ directory: server.directory, log: testLog().log });
  await t.throwsAsync(start, { message: new RegExp(`runs under process ${process.pid}`) });
  t.true(await isHealthy(server.monitorUrl, 1_000));
});

/** A program of its own with a managed server, to be killed. */
async function startOwner(t: ExecutionContext, directory: string, path: string | undefined) {
  const script = join(import.meta.dirname, 'owner.ts');
  const owner: ChildProcess = spawn(process.execPath, [script, directory], {
    env: { PATH: path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => owner.kill('SIGKILL'));
  const [ready] = await once(owner.stdout!, 'data');
  return { process: owner, ...(JSON.parse(String(ready)) as { serverPid: number; url: string }) };
}

const recordIn = (directory: string) => JSON.parse(readFileSync(join(directory, 'nats-server.json'), 'utf8'));

/** A zombie does not count. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

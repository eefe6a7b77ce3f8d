import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ExecutionContext, default as test } from 'ava';
import { sqliteEventStore } from '../../adapters/sqlite/event-store.ts';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { given } from '../projections/histories.ts';

const binnacle = join(import.meta.dirname, '../../ops/binnacle');

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A folder of an operator's own, and the command line in it. */
function operator(t: ExecutionContext, configuration = 'log: { level: warn }\n') {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-cli-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'binnacle.yaml'), configuration);
  const options = { cwd: directory, env: { PATH: process.env.PATH, HOME: directory }, timeout: 30_000 };
  const run = (...words: string[]): Promise<Ended> =>
    promisify(execFile)(binnacle, words, options).then(
      said => ({ code: 0, ...said }),
      ({ code, stdout, stderr }: Ended) => ({ code, stdout, stderr }),
    );
  return { run, path: join(directory, 'data/events.sqlite'), data: join(directory, 'data') };
}

/** A program that ran: one command, answered. */
async function ran(t: ExecutionContext) {
  const { run, path, data } = operator(t);
  mkdirSync(data);
  const store = await sqliteEventStore({ path });
  const { event } = given.received(1, 1001);
  await store.append('gateway-bot', 'no_stream', [event]);
  await store.append(
    'chat-1001',
    'no_stream',
    [given.accepted(1, 1001), given.answered(1, 1001)].map(placed => placed.event),
  );
  await store.close();
  return { run, path, data };
}

async function eventsIn(path: string): Promise<string[]> {
  const log = await openSqliteEventLog({ path });
  const ids: string[] = [];
  for await (const page of log.readAll()) ids.push(...page.map(({ id }) => id));
  await log.close();
  return ids;
}

test('what can be expected to go wrong is told in two lines, with what to do, and exit code 1', async t => {
  const { run } = operator(t);
  for (const words of [
    ['replay', 'nonsense'],
    ['replay', 'chat-1'],
    ['ready'],
    ['send', 'hi'],
    ['config', 'explain', 'x'],
  ]) {
    const { code, stdout, stderr } = await run(...words);
    t.is(code, 1, words.join(' '));
    t.is(stdout, '');
    t.regex(stderr, /^[^\n]+\n→ [^\n]+\n$/, words.join(' '));
  }
});

test('where nothing ran yet, what looks back says so and how to begin, and makes no file', async t => {
  const { run, data } = operator(t);
  for (const words of [['log'], ['audit', 'list'], ['trace', 'tg-1'], ['replay', 'chat-1'], ['rebuild', 'trace']]) {
    const { code, stderr } = await run(...words);
    t.is(code, 1, words.join(' '));
    t.is(stderr, 'not_found: Nothing is recorded here yet.\n→ Start it with `npm start`.\n', words.join(' '));
  }
  t.false(existsSync(data));
});

test('[D-30] a wrong configuration ends every verb with 78, so that a supervisor does not try again', async t => {
  const { run } = operator(t, 'drainMs: soon\n');
  for (const words of [['config', 'check'], ['log'], ['start']]) {
    const { code, stderr } = await run(...words);
    t.is(code, 78, words.join(' '));
    t.regex(stderr, /drainMs/);
  }
});

test('a verb that is not known, or lacks its argument, shows how it is used', async t => {
  const { run } = operator(t);
  for (const words of [['fly'], ['replay'], ['log', '--limit', 'many']]) {
    const { code, stderr } = await run(...words);
    t.is(code, 1, words.join(' '));
    t.regex(stderr, /error: .*\n+.*--help/s);
  }
});

test('[I14] a stream is replayed from the log alone, and two of its states compared; nothing is appended', async t => {
  const { run, path } = await ran(t);
  const before = await eventsIn(path);
  const whole = await run('replay', 'chat-1001', '--json');
  t.is(whole.code, 0, whole.stderr);
  const steps = whole.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { revision: string; type: string });
  t.deepEqual(
    steps.map(({ revision, type }) => [revision, type]),
    [
      ['0', 'CommandAccepted'],
      ['1', 'CommandAnswered'],
    ],
  );
  t.is((await run('replay', 'chat-1001', '--at', '0', '--json')).stdout.trim(), whole.stdout.split('\n')[0]!);
  const beyond = await run('replay', 'chat-1001', '--at', '7', '--json');
  t.is(beyond.stdout, whole.stdout);
  t.is(beyond.stderr, 'the stream ends at revision 1\n');
  t.regex((await run('replay', 'chat-1001', '--diff', '0', '1')).stdout, /tg-1/);
  t.regex((await run('replay', 'chat-1001', '--diff', '0', '9')).stderr, /no revision 9/);
  t.deepEqual(await eventsIn(path), before);
});

test('[E8] read models are built anew while the program is stopped, and then the history is told', async t => {
  const { run, path } = await ran(t);
  const before = await eventsIn(path);
  const rebuilt = await run('rebuild', 'trace');
  t.is(rebuilt.code, 0, rebuilt.stderr);
  t.regex(rebuilt.stdout, /trace is built anew/);
  t.regex(
    (await run('rebuild', 'nothing')).stderr,
    /^not_found: There is no projection nothing\.\n→ There are: .*trace/,
  );
  const { stdout } = await run('trace', 'tg-1', '--json');
  t.is((JSON.parse(stdout) as { count: number }).count, 3);
  t.is((await run('log', '--json', '--limit', '2')).stdout.trim().split('\n').length, 2);
  t.regex((await run('audit', 'list')).stdout, /tg:7/);
  t.deepEqual(await eventsIn(path), before);
});

test('no read model is built beside a program that writes the log, be it ready or not', async t => {
  const { run, path } = await ran(t);
  const store = await sqliteEventStore({ path });
  const { code, stderr } = await run('rebuild', 'trace');
  await store.close();
  t.is(code, 1);
  t.regex(stderr, /^illegal_transition: A program that is starting or stopping/);
  t.is((await run('rebuild', 'trace')).code, 0);
});

test('a second start says who runs already and what to do, without a stack', async t => {
  const { run, path, data } = await ran(t);
  const store = await sqliteEventStore({ path });
  // This process stands for the program that runs.
  writeFileSync(join(data, 'ready.json'), JSON.stringify({ pid: process.pid, instance: 'one' }));
  const { code, stdout, stderr } = await run('start');
  await store.close();
  t.is(code, 1, stdout + stderr);
  t.regex(
    stderr,
    new RegExp(`^\\s*Binnacle already runs here \\(process ${process.pid}\\).*\\n→ .*kill ${process.pid}`),
  );
  t.notRegex(stdout + stderr, / at .*\\.ts:/);
});

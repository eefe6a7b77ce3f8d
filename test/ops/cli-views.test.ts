import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { type ExecutionContext, default as test } from 'ava';
import { sqliteEventStore } from '../../adapters/sqlite/event-store.ts';
import { progressLine } from '../../ops/cli/progress.ts';
import { given } from '../projections/histories.ts';

const binnacle = join(import.meta.dirname, '../../ops/binnacle');

/** A folder where a program has answered three commands. */
async function ran(t: ExecutionContext) {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-cli-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'binnacle.yaml'), 'log: { level: warn }\n');
  const path = join(directory, 'data/events.sqlite');
  mkdirSync(join(directory, 'data'));
  const store = await sqliteEventStore({ path });
  const events = [1, 2, 3].map(id => ({
    got: given.received(id, 1001),
    rest: [given.accepted(id, 1001), given.answered(id, 1001)],
  }));
  await store.append(
    'gateway-bot',
    'no_stream',
    events.map(({ got }) => got.event),
  );
  await store.append(
    'chat-1001',
    'no_stream',
    events.flatMap(({ rest }) => rest.map(({ event }) => event)),
  );
  await store.close();
  const run = (...words: string[]) =>
    promisify(execFile)(binnacle, words, { cwd: directory, env: { PATH: process.env.PATH, HOME: directory } }).then(
      said => ({ code: 0, ...said }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
    );
  return { run, directory, path };
}

test('incident tells a window in Markdown and in JSON, and writes both with the chart', async t => {
  const { run, directory } = await ran(t);
  const told = await run('incident', '--from', '1h');
  t.is(told.code, 0, told.stderr);
  t.regex(told.stdout, /^# Incident report\n[\s\S]*9 events in 2 streams/);
  const { stdout } = await run('incident', '--from', '1h', '--json');
  t.is((JSON.parse(stdout) as { events: unknown[] }).events.length, 9);
  const written = await run('incident', '--from', '1h', '--out', 'report');
  t.is(written.code, 0, written.stderr);
  const file = (name: string) => readFileSync(join(directory, 'report', name), 'utf8');
  t.regex(file('incident.md'), /!\[[^\]]+\]\(incident\.svg\)/);
  t.regex(file('incident.svg'), /^<svg[\s\S]*<path/);
  t.is((JSON.parse(file('incident.json')) as { streams: unknown[] }).streams.length, 2);
  const wrong = await run('incident', '--from', 'yesterday');
  t.is(wrong.code, 1);
  t.regex(wrong.stderr, /is no time/);
});

test('verify finds a hole in the log, and ends with exit code 1', async t => {
  const { run, path } = await ran(t);
  const whole = await run('verify', '--json');
  t.is(whole.code, 0, whole.stdout);
  t.like(JSON.parse(whole.stdout), { events: 9, streams: 2, unread: 0, faults: [] });
  const file = new DatabaseSync(path);
  const triggers = file.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of triggers) file.exec(`DROP TRIGGER "${name}"`);
  file.exec("DELETE FROM events WHERE stream = 'chat-1001' AND revision = 2");
  for (const { sql } of triggers) file.exec(sql);
  file.close();
  const torn = await run('verify');
  t.is(torn.code, 1);
  t.regex(torn.stdout + torn.stderr, /NOT whole[\s\S]*chat-1001 has revision 3 where 2 belongs/);
});

test('completion knows each verb, the verbs below it and their options', async t => {
  const { run, directory } = await ran(t);
  const { stdout } = await run('completion');
  writeFileSync(join(directory, 'completion.bash'), stdout);
  const complete = async (...words: string[]) => {
    const line = words.map(word => `"${word}"`).join(' ');
    const script = `. ./completion.bash; COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; _binnacle; echo "\${COMPREPLY[*]}"`;
    return (await promisify(execFile)('bash', ['-c', script], { cwd: directory })).stdout.trim().split(' ');
  };
  t.deepEqual(await complete('binnacle', 'inc'), ['incident']);
  t.deepEqual(await complete('binnacle', 'audit', 'ver'), ['verify']);
  t.deepEqual(await complete('binnacle', '-c', 'x.yaml', 'incident', '--fr'), ['--from']);
});

test('a bar says how far it has come and how long it still takes', t => {
  t.is(progressLine('verifying', 0, 100, 10), `verifying  ${'░'.repeat(24)}  0 %  0 of 100`);
  t.is(
    progressLine('verifying', 50_000, 100_000, 2000),
    `verifying  ${'█'.repeat(12)}${'░'.repeat(12)}  50 %  50 k of 100 k  2 s left`,
  );
  t.regex(progressLine('verifying', 0, 0, 10), /100 %/);
});

test('page says what to do where no program runs', async t => {
  const { run } = await ran(t);
  const { code, stderr } = await run('page');
  t.is(code, 1);
  t.regex(stderr, /^not_ready: No program runs here\.\n→ /);
});

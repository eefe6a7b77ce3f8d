import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as test } from 'ava';
import { forgetCrashRecord, readCrashRecord } from '../../ops/crash.ts';

const token = '123456789:AAfakeAAfakeAAfakeAAfakeAAfakeAA';

function folder(t: { teardown(undo: () => void): void }): string {
  const path = mkdtempSync(join(tmpdir(), 'binnacle-crash-'));
  t.teardown(() => rmSync(path, { recursive: true }));
  return path;
}

/** A real process that installs the handlers and then runs `body`. */
function run(dataDirectory: string, body: string) {
  const crash = new URL('../../ops/crash.ts', import.meta.url).href;
  const script = `
    import { installCrashHandlers } from ${JSON.stringify(crash)};
    installCrashHandlers({ dataDirectory: ${JSON.stringify(dataDirectory)}, instance: 'one' });
    ${body}
    setTimeout(() => console.log('went on'), 5000);`;
  // Whatever Node was told to do with a rejection that nobody handles.
  const flags = ['--unhandled-rejections=warn', '--input-type=module'];
  return spawnSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8', timeout: 20_000 });
}

for (const [what, body] of [
  ['an uncaught exception', "setImmediate(() => { throw new Error('boom'); });"],
  ['an unhandled rejection', "Promise.reject(new Error('boom'));"],
] as const)
  test(`[P4] ${what} ends the process with exit code 70, a line and a record`, t => {
    const data = folder(t);
    const { status, stdout, stderr } = run(data, body);
    t.is(status, 70);
    t.is(stdout, '');
    const record = readCrashRecord(data, 'one');
    t.is(record?.message, 'Error: boom');
    t.regex(record?.stackHash ?? '', /^[0-9a-f]{16}$/);
    t.regex(record?.stack ?? '', /Error: boom\n\s+at /);
    t.like(JSON.parse(stderr), { level: 'fatal', instance: 'one', message: 'Error: boom' });
    t.deepEqual(readdirSync(join(data, 'crash')), ['one.json']);
  });

test('[P4] what is thrown without being an error is recorded too', t => {
  const data = folder(t);
  t.is(run(data, "setImmediate(() => { throw { odd: 'thing' }; });").status, 70);
  t.regex(readCrashRecord(data, 'one')?.message ?? '', /thrown without an Error: \{ odd: 'thing' \}/);
});

test('[I26] no token gets into a crash record or its line', t => {
  const data = folder(t);
  const { stderr } = run(
    data,
    `Promise.reject(new Error('outer ${token}', { cause: new Error('bot${token}/getMe') }));`,
  );
  t.regex(stderr, /\[secret\]/);
  t.notRegex(stderr + JSON.stringify(readCrashRecord(data, 'one')), /AAfake/);
});

test('[P4] a data directory that cannot be written still ends the process with its last words', t => {
  const { status, stderr } = run('/dev/null/nowhere', "throw new Error('boom');");
  t.is(status, 70);
  t.regex(stderr, /"message":"Error: boom"/);
  t.regex(stderr, /No crash record could be kept/);
});

test('[P4] the same fault has the same hash, another fault another one', t => {
  const hash = (body: string) => {
    const data = folder(t);
    run(data, body);
    return readCrashRecord(data, 'one')?.stackHash;
  };
  const one = hash("setImmediate(function first() { throw new Error('a'); });");
  t.is(hash("\n\n  setImmediate(function first() { throw new Error('b'); });"), one);
  t.not(hash("setImmediate(function second() { throw new Error('a'); });"), one);
});

test('[P4] at most 20 records are kept, the newest of them', t => {
  const data = folder(t);
  mkdirSync(join(data, 'crash'));
  for (let age = 1; age <= 25; age++) {
    const path = join(data, 'crash', `old-${age}.json`);
    writeFileSync(path, '{}');
    utimesSync(path, 1000 - age, 1000 - age);
  }
  run(data, "throw new Error('boom');");
  const kept = readdirSync(join(data, 'crash'));
  t.is(kept.length, 20);
  t.true(kept.includes('one.json') && kept.includes('old-19.json') && !kept.includes('old-20.json'));
});

test('a record is read until it is forgotten, and one that is damaged says so', t => {
  const data = folder(t);
  t.is(readCrashRecord(data, 'one'), undefined);
  mkdirSync(join(data, 'crash'));
  writeFileSync(join(data, 'crash', 'one.json'), '{"torn');
  t.regex(readCrashRecord(data, 'one')?.message ?? '', /is no crash record/);
  forgetCrashRecord(data, 'one');
  t.false(existsSync(join(data, 'crash', 'one.json')));
  t.is(readCrashRecord(data, 'one'), undefined);
});

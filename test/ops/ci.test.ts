import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as test } from 'ava';

const ci = join(import.meta.dirname, '../../.ci/run');
const checks = ['sim', 'check:format', 'check:types', 'check:structure', 'check:docs'];

interface World {
  /** What the tests print. */
  tap: string[];
  /** Their exit code. */
  exit?: number;
  /** Checks that fail. */
  failing?: string[];
  setup?: number;
}

/** Runs `.ci/run` in a checkout where npm and the set-up do as told. */
function run(t: { teardown(undo: () => void): void }, { tap, exit = 0, failing = [], setup = 0 }: World) {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-ci-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const program = (path: string, body: string) => {
    writeFileSync(join(folder, path), `#!/bin/sh\n${body}\n`);
    chmodSync(join(folder, path), 0o755);
  };
  for (const name of ['.ci', 'ops', 'bin']) mkdirSync(join(folder, name));
  copyFileSync(ci, join(folder, '.ci/run'));
  writeFileSync(join(folder, 'tap'), `${tap.join('\n')}\n`);
  program('ops/setup.sh', `[ "$*" = --with-browser ] && exit ${setup}`);
  program(
    'bin/npm',
    `case "$*" in test*) cat tap; exit ${exit};; ${failing.map(name => `*${name}*) exit 1;;`).join(' ')} esac`,
  );
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
  const { stdout, status } = spawnSync('bash', ['.ci/run'], { cwd: folder, env, encoding: 'utf8', timeout: 30_000 });
  return { stdout, status, last: stdout.trimEnd().split('\n').at(-1) };
}

test('every test and every check counts, and the last line says how many', t => {
  const { last, status } = run(t, { tap: ['TAP version 13', 'ok 1 - a', 'ok 2 - b › ok 9 - c', '1..2'] });
  t.is(last, `${2 + 1 + checks.length} passed, 0 failed`);
  t.is(status, 0);
});

test('what is skipped or still to do has not passed', t => {
  const { last } = run(t, { tap: ['ok 1 - a', 'ok 2 - b # SKIP', 'not ok 3 - c # TODO', '# ok 4 - d'] });
  t.is(last, `${1 + 1 + checks.length} passed, 0 failed`);
});

test('a test that fails is counted, shown, and fails the run', t => {
  const tap = ['ok 1 - a', 'not ok 2 - b', '  ---', '    name: AssertionError', '  ...', 'ok 3 - c'];
  const { last, status, stdout } = run(t, { tap, exit: 1 });
  t.is(last, `${2 + 1 + checks.length} passed, 1 failed`);
  t.is(status, 1);
  t.regex(stdout, /AssertionError/);
});

test('a run without tests, or one that breaks off, has failed', t => {
  t.is(run(t, { tap: [] }).last, `${1 + checks.length} passed, 1 failed`);
  const broken = run(t, { tap: ['ok 1 - a'], exit: 137 });
  t.is(broken.last, `${2 + checks.length} passed, 1 failed`);
  t.is(broken.status, 1);
});

for (const check of checks)
  test(`${check} fails the run, and the others run all the same`, t => {
    const { last, status } = run(t, { tap: ['ok 1 - a'], failing: [check] });
    t.is(last, `${1 + checks.length} passed, 1 failed`);
    t.is(status, 1);
  });

test('without a set-up there is nothing to run', t => {
  const { last, status } = run(t, { tap: ['ok 1 - a'], setup: 1 });
  t.is(last, '0 passed, 1 failed');
  t.is(status, 1);
});

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import { WorkFailed } from '../../../actors/work/ports.ts';
import { stage, until } from './stage.ts';

const held = (controlGroups: boolean) => (controlGroups ? 'control groups' : 'process groups alone');
const failed = { instanceOf: WorkFailed };
/** `BINNACLE_DOSE=full` spews 1 GiB. */
const spewBytes = process.env.BINNACLE_DOSE === 'full' ? 1 << 30 : 64 << 20;

test('a program runs once, with exactly its arguments, in its folder, with no variable but those it may have', async t => {
  const s = stage(t, { environment: names => Object.fromEntries(names.map(name => [name, `${name} it is`])) });
  const program = s.program(
    'report',
    'printf "%s\\0" "$@" > args; tr "\\0" "\\n" < /proc/$$/environ | sort > env; pwd; echo done >&2',
  );
  const word = (name: string) => ({ name, type: 'word', says: 'What?', pattern: '.+' });
  const task = {
    program,
    arguments: ['{one}', '--it={two}', '$HOME `id` ;'],
    parameters: [word('one'), word('two')],
    environment: ['COLUMNS'],
    workingDirectory: s.folder,
  };
  const { attempt } = s.attempt(s.job(task, { one: `a b'"$(id)`, two: '*\\n' }));
  const result = await s.performer().perform(attempt);
  t.deepEqual(s.text('args').split('\0').slice(0, -1), [`a b'"$(id)`, '--it=*\\n', '$HOME `id` ;']);
  const known = /^(PATH|LANG|COLUMNS=COLUMNS it is|BINNACLE_RUN=\/\S+\/JOB\.1$|PWD|OLDPWD|_|SHLVL)/;
  t.deepEqual(
    s
      .text('env')
      .trim()
      .split('\n')
      .filter(line => !known.test(line)),
    [],
  );
  t.is(result.output, `${s.folder}\ndone\n`);
  t.like(result.data, { exitCode: 0, outputBytes: s.folder.length + 6 });
  t.regex(result.summary, /^task ended well after .*, \d+ B of output\.$/);
  t.is(statSync(join(s.directory, 'JOB.1.json')).mode & 0o077, 0);
});

test('[P4] the same job and fence never run again: what the first time left is the answer', async t => {
  const s = stage(t);
  const { attempt } = s.attempt(
    s.job({ program: s.program('count', 'printf x >> counter'), workingDirectory: s.folder }),
  );
  const first = await s.performer().perform(attempt);
  t.deepEqual(await s.performer().perform(attempt), first);
  t.is(s.count('counter'), 1);
});

test('an exit code that is not good, a signal and a program that cannot be started are failures that say so', async t => {
  const s = stage(t);
  const ending = async (script: string, more: object = {}) => {
    const { attempt } = s.attempt(s.job({ program: s.program('end', script), ...more }), {
      jobId: `J${Math.abs(script.length)}`,
    });
    const error = await t.throwsAsync(s.performer().perform(attempt), failed);
    return error!.failure;
  };
  t.deepEqual(await ending('echo oh no; exit 3'), {
    code: 'exit_code',
    class: 'upstream',
    message: 'task ended with exit code 3. Its last line: oh no',
    retryable: false,
  });
  t.like(await ending('echo once more; exit 3', { idempotent: true }), { code: 'exit_code', retryable: true });
  t.like(await ending('kill -9 $$'), { code: 'killed_by_signal', message: 'task was ended by SIGKILL.' });
  const { attempt } = s.attempt(s.job({ program: s.program('good', 'exit 3'), goodExitCodes: [0, 3] }));
  t.is((await s.performer().perform(attempt)).data.exitCode, 3);
  const lost = s.program('lost', '');
  const spec = s.job({ program: lost });
  writeFileSync(lost, '#!/nowhere/at/all\n');
  const error = await t.throwsAsync(s.performer().perform(s.attempt(spec, { jobId: 'LOST' }).attempt), failed);
  t.like(error!.failure, { code: 'not_started', message: 'task could not be started (ENOENT).' });
});

for (const controlGroups of [true, false])
  test(`a program that takes too long is ended, also one that does not listen, with everything it started (${held(controlGroups)})`, async t => {
    const s = stage(t, { controlGroups });
    const program = s.program(
      'stubborn',
      `trap '' TERM
     (trap '' TERM; while :; do sleep 1; done) &
     setsid sh -c "trap '' TERM; while :; do sleep 1; done" &
     echo started; while :; do sleep 1; done`,
    );
    const { attempt } = s.attempt(s.job({ program, timeoutMs: 1000 }));
    const error = await t.throwsAsync(s.performer().perform(attempt), failed);
    t.like(error!.failure, { code: 'timeout', class: 'timeout', retryable: false });
    t.is(error!.result?.output, 'started\n');
    t.deepEqual(s.livingOf('JOB.1'), []);
  });

test('a stop reaches the program: asked first, then made to; what the reason was decides what it is called', async t => {
  const s = stage(t);
  for (const [reason, code] of [
    ['cancelled', 'stopped'],
    ['timed_out', 'timeout'],
    ['lease_lost', 'stopped'],
  ] as const) {
    const program = s.program('polite', 'trap "echo bye; exit 0" TERM; echo up > up; while :; do sleep 0.1; done');
    const spec = s.job({ program, workingDirectory: s.folder });
    const { attempt, stop } = s.attempt(spec, { jobId: reason });
    const performing = s.performer({ stopGraceMs: 5000 }).perform(attempt);
    await until(() => s.livingOf(`${reason}.1`).length > 0 && s.count('up') > 0);
    stop(reason);
    const error = await t.throwsAsync(performing, failed);
    t.like(error!.failure, { code, retryable: false }, reason);
    t.regex(error!.result?.output ?? '', /bye\n$/);
    t.deepEqual(s.livingOf(`${reason}.1`), []);
  }
});

for (const controlGroups of [true, false])
  test(`what a program leaves running when it ends is ended with it, also what has left its group and session (${held(controlGroups)})`, async t => {
    const s = stage(t, { controlGroups });
    const program = s.program(
      'parent',
      'sleep 300 & setsid sleep 300 & (setsid sh -c "sleep 300 & sleep 300" &) ; echo left',
    );
    const { attempt } = s.attempt(s.job({ program }));
    const result = await s.performer().perform(attempt);
    t.is(result.output, 'left\n');
    t.deepEqual(s.livingOf('JOB.1'), []);
    t.log(result.data.heldBy);
  });

test('[J2] a program that spews costs no more than its ring, goes on to its end, and its last words are kept', async t => {
  const s = stage(t);
  const program = s.program('spew', `yes 0123456789 | head -c ${spewBytes}; echo; echo the end`);
  const { attempt, told } = s.attempt(s.job({ program }));
  const performing = s.performer().perform(attempt);
  const result = await performing;
  t.is(result.data.outputBytes, spewBytes + 9);
  t.true(result.output!.endsWith('\nthe end\n'));
  t.is(Buffer.byteLength(result.output!), 64 * 1024);
  const kept = readFileSync(result.media!.path);
  t.true(kept.length <= 1 << 20 && kept.length > 1_000_000, `${kept.length}`);
  t.log(
    `${spewBytes >> 20} MiB, ${told.length} looks at the progress, ${Math.round(Number(result.data.durationMs))} ms`,
  );
});

test('progress is told line by line, with its share of 100 where the program says one', async t => {
  const s = stage(t);
  const program = s.program(
    'steps',
    'echo first; echo "copied 40 %"; while [ ! -e go ]; do sleep 0.05; done; printf unfinished',
  );
  const { attempt, told } = s.attempt(s.job({ program, workingDirectory: s.folder }));
  const performing = s.performer().perform(attempt);
  await until(() => told.length > 0);
  t.deepEqual(told[0], { note: 'copied 40 %', lines: ['first', 'copied 40 %'], percent: 40 });
  s.program('go', '');
  t.is((await performing).output, 'first\ncopied 40 %\nunfinished');
});

test('[J2] secrets of the configuration, and what looks like one, are crossed out in output and progress', async t => {
  const secret = 'correct-horse-battery';
  const s = stage(t, { secrets: () => [secret] });
  const program = s.program(
    'leak',
    `printf 'it is correct-ho'; sleep 0.3; printf 'rse-battery\\npassword=hunter2hunter2\\n'
     while [ ! -e go ]; do sleep 0.05; done; printf 'at the end correct-horse-b'`,
  );
  const { attempt, told } = s.attempt(s.job({ program, workingDirectory: s.folder }));
  const performing = s.performer().perform(attempt);
  await until(() => told.length > 0);
  s.program('go', '');
  const { output } = await performing;
  t.is(output, 'it is [secret]\npassword=[secret]\nat the end [secret]');
  t.notRegex(JSON.stringify(told), /correct|hunter/);
  for (const file of readdirSync(s.directory))
    t.notRegex(readFileSync(join(s.directory, file), 'utf8'), /correct|hunter/, file);
});

test('the files of runs stay within their bounds; the oldest go first', async t => {
  const s = stage(t, { retention: { runsMax: 2, outputsMax: 1 } });
  const spec = s.job({ program: s.program('say', 'head -c 70000 /dev/zero | tr "\\0" x') });
  for (const jobId of ['A', 'B', 'C', 'D']) await s.performer().perform(s.attempt(spec, { jobId }).attempt);
  t.deepEqual(
    readdirSync(s.directory).filter(file => !file.includes('progress')),
    [
      'B.1.json',
      'B.1.marker.json',
      'C.1.json',
      'C.1.marker.json',
      'C.1.output.txt',
      'D.1.json',
      'D.1.marker.json',
      'D.1.output.txt',
    ],
  );
});

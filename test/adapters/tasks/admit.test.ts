import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { WorkFailed } from '../../../actors/work/ports.ts';
import { taskPolicy } from '../../../domain/task/policy.ts';
import { taskSpec } from '../../../domain/task/spec.ts';
import { stage } from './stage.ts';

/** Why an attempt is turned down; nothing of it is left behind then. */
async function turnedDown(t: ExecutionContext, performing: Promise<unknown>) {
  const error = await t.throwsAsync(performing, { instanceOf: WorkFailed });
  t.false(error!.failure.retryable);
  t.is(error!.failure.class, 'auth');
  return `${error!.failure.code}: ${error!.failure.message}`;
}

test('[D-24] a worker runs only what its own configuration makes of the same request', async t => {
  const s = stage(t);
  const program = s.program('count', 'printf x >> counter');
  const spec = s.job({ program, workingDirectory: s.folder, arguments: ['-a'] });
  const { attempt } = s.attempt(spec);
  const [task] = s.tasks;
  const other = (said: object) => s.performer({ tasks: [taskSpec.parse({ ...task, ...said })] }).perform(attempt);
  t.regex(await turnedDown(t, other({ arguments: ['-b'] })), /^plan_differs/);
  t.regex(await turnedDown(t, other({ program: '/usr/bin/du' })), /^plan_differs/);
  t.regex(await turnedDown(t, other({ idempotent: true })), /^plan_differs/);
  t.regex(await turnedDown(t, other({ id: 'other' })), /^policy_blocked: This worker knows no task/);
  const policy = (said: object) => s.performer({ policy: taskPolicy.parse(said) }).perform(attempt);
  t.regex(await turnedDown(t, policy({ routes: { heavy: [] } })), /^policy_blocked/);
  t.regex(await turnedDown(t, policy({ deniedPrograms: ['count'] })), /^policy_blocked/);
  const forged = { ...spec, work: { ...spec.work, values: { extra: '-rf' } } };
  t.regex(await turnedDown(t, s.performer().perform({ ...attempt, spec: forged })), /^policy_blocked/);
  const argv = { ...spec, work: { ...spec.work, argv: ['-rf'] } };
  await s.performer().perform({ ...attempt, spec: argv });
  t.is(s.count('counter'), 1);
});

test('[D-24] links lead nowhere that their name does not: programs and paths are looked at where they really are', async t => {
  const s = stage(t);
  const link = join(s.folder, 'harmless');
  symlinkSync('/bin/sh', link);
  t.regex(
    await turnedDown(t, s.performer().perform(s.attempt(s.job({ program: link })).attempt)),
    /a shell or an interpreter/,
  );
  const open = s.program('open', 'true');
  chmodSync(open, 0o777);
  t.regex(
    await turnedDown(t, s.performer().perform(s.attempt(s.job({ program: open })).attempt)),
    /Everybody may write/,
  );
  t.regex(
    await turnedDown(t, s.performer().perform(s.attempt(s.job({ program: join(s.folder, 'gone') })).attempt)),
    /^program_missing/,
  );

  const inside = join(s.folder, 'inside');
  mkdirSync(inside);
  mkdirSync(join(s.folder, 'outside'));
  symlinkSync(join(s.folder, 'outside'), join(inside, 'way-out'));
  symlinkSync('/etc/shadow', join(inside, 'shadow'));
  writeFileSync(join(inside, 'file'), '');
  const task = {
    program: s.program('see', 'echo "$1"'),
    arguments: ['{path}'],
    parameters: [{ name: 'path', type: 'path', says: 'Which?', roots: [inside] }],
  };
  const see = (name: string) =>
    s.performer().perform(s.attempt(s.job(task, { path: join(inside, name) }), { jobId: `J-${name}` }).attempt);
  t.is((await see('file')).output, `${inside}/file\n`);
  t.is((await see('not-there-yet')).output, `${inside}/not-there-yet\n`);
  t.regex(await turnedDown(t, see('way-out')), /outside/);
  t.regex(await turnedDown(t, see('shadow')), /outside/);
});

import { default as test } from 'ava';
import { jobSpec } from '../../../domain/job/work.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { planTask } from '../../../domain/task/plan.ts';
import { taskSpec } from '../../../domain/task/spec.ts';
import { limits, policy, task } from './tasks.ts';

const plan = (values: Record<string, string>, spec = task(), said: object = {}) =>
  planTask(spec, values, policy(said), { role: 'operator', limits });
const argv = (values: Record<string, string>, spec = task()) => plan(values, spec).work.argv;

function refusal(attempt: () => unknown): Refusal {
  try {
    attempt();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test('a task with its values is a job whose plan says exactly what runs', t => {
  const spec = plan({ path: '/var/log', depth: '2', apparent: 'yes' });
  t.deepEqual(jobSpec.parse(spec), spec);
  t.like(spec, { class: 'task', name: 'disk_usage', route: 'light', risk: 'low', idempotent: true });
  t.deepEqual(spec.work.argv, ['-x', '--max-depth=2', '--apparent-size', '--', '/var/log']);
  t.deepEqual(spec.plan.slice(0, 2), [
    ['Program', '/usr/bin/du'],
    ['Arguments', '-x --max-depth=2 --apparent-size -- /var/log'],
  ]);
  t.deepEqual(argv({ path: '/srv' }), ['-x', '--max-depth=1', '--', '/srv']);
});

test('[P8] the hash of a plan changes with every value, and with nothing else', t => {
  const hash = (values: Record<string, string>, spec = task()) => plan(values, spec).planHash;
  const first = hash({ path: '/var/log', depth: '2' });
  t.is(hash({ depth: '2', path: '/var/log' }), first);
  for (const other of [
    { path: '/var/log', depth: '3' },
    { path: '/var/lib', depth: '2' },
    { path: '/var/log', depth: '2', apparent: 'yes' },
  ])
    t.not(hash(other), first);
  t.not(hash({ path: '/var/log', depth: '2' }, task({ timeoutMs: 5000 })), first);
});

test('the deadline leaves room for each attempt, a cancel for the program to end by itself', t => {
  const { attemptsMax, timeoutMs, deadlineMs } = plan({ path: '/var' }, task({ timeoutMs: 3_600_000 })).limits;
  t.is(timeoutMs, 3_600_000);
  t.true(deadlineMs > attemptsMax * 3_600_000);
  const hasty = planTask(task(), { path: '/var' }, policy(), { limits: { ...limits, cancelGraceMs: 1000 } });
  t.is(hasty.limits.cancelGraceMs, 15_000);
});

test('[D-24] a value that is missing, unknown or not allowed is refused with what is', t => {
  const said = (values: Record<string, string>) => {
    const { code, message, hint } = refusal(() => plan(values));
    return `${code} ${message} ${hint}`;
  };
  t.regex(
    said({}),
    /^invalid_request path is missing: Which folder\? Usage: \/run disk_usage <path> \[depth=…\] \[--apparent\]$/,
  );
  t.regex(said({ path: '/var', deep: '1' }), /has no parameter deep/);
  t.regex(said({ path: '/etc' }), /Allowed: an absolute path under \/var or \/srv/);
  t.regex(said({ path: '/var', depth: '6' }), /Allowed: a whole number, 0 to 5/);
  for (const path of ['/var/../etc', '/variable', '/var/./x', '/var//x', 'var', '/var/', ''])
    t.regex(said({ path }), /^invalid_request/, path);
  for (const depth of ['01', '1.0', '0x1', '+1', ' 1', '1e0', '-1', '٣'])
    t.regex(said({ path: '/var', depth }), /^invalid_request/, depth);
});

test('each type of parameter takes what it says and nothing else', t => {
  const one = (parameter: object, value: string) => {
    const spec = task({ arguments: ['{it}'], parameters: [{ name: 'it', says: 'What?', ...parameter }] });
    return (plan({ it: value }, spec).work.argv as string[])[0];
  };
  const choice = { type: 'enum', choices: ['small', 'large'] };
  t.is(one(choice, 'small'), 'small');
  t.is(refusal(() => one(choice, 'Small')).hint, 'Allowed: small | large.');
  const unit = { type: 'unit' };
  t.is(one(unit, 'getty@tty1.service'), 'getty@tty1.service');
  for (const bad of ['nginx', 'a/b.service', '-a.service', 'a b.service', 'nginx.conf', '.service'])
    t.is(refusal(() => one(unit, bad)).code, 'invalid_request', bad);
  t.is(refusal(() => one({ ...unit, choices: ['nginx.service'] }, 'ssh.service')).hint, 'Allowed: nginx.service.');
  const span = { type: 'duration', min: 60, max: 86_400 };
  t.is(one(span, '1h30m'), '5400');
  for (const bad of ['59s', '25h', '1500ms', 'soon', '-5m'])
    t.is(refusal(() => one(span, bad)).code, 'invalid_request', bad);
  t.is(one({ type: 'word', pattern: '[a-z]+' }, 'abc'), 'abc');
  t.is(refusal(() => one({ type: 'word', pattern: 'a|b' }, 'ax')).code, 'invalid_request');
});

test('no value is taken for an option', t => {
  const word = { name: 'it', type: 'word', says: 'What?', pattern: '.*' };
  for (const template of ['{it}', '--name={it}', 'a{it}'])
    for (const it of ['-rf', '--force', '-'])
      t.is(refusal(() => plan({ it }, task({ arguments: [template], parameters: [word] }))).code, 'invalid_request');
});

test('characters that hide, reorder, end a line or pass for others are refused', t => {
  const spec = task({ arguments: ['{it}'], parameters: [{ name: 'it', type: 'word', says: 'What?', pattern: '.+' }] });
  for (const value of [
    'a\0b',
    'a\nb',
    'a\rb',
    'a\tb',
    'a\x1b[2J',
    'a\u202eb',
    'a\u2066b',
    'a\u200bb',
    'a\u200db',
    'a\ufeffb',
    'a\u00a0b',
  ])
    t.is(refusal(() => plan({ it: value }, spec)).code, 'invalid_request', JSON.stringify(value));
  for (const value of ['раураl.com/a', 'ｅtc', 'a\ud800', '\u{e0041}', 'ﬁle', 'a\u2028b'])
    t.is(refusal(() => plan({ it: value }, spec)).code, 'invalid_request', value);
  t.deepEqual(argv({ it: 'Bücher ça' }, spec), ['Bücher ça']);
});

test('what is shown cannot be mistaken: spaces are quoted, letters of other scripts written out', t => {
  const spec = task({ arguments: ['{it}'], parameters: [{ name: 'it', type: 'word', says: 'What?', pattern: '.+' }] });
  const shown = (it: string) => plan({ it }, spec).plan[1]![1];
  t.is(shown('a b'), '"a b"');
  t.is(shown('a"b\\'), '"a\\"b\\\\"');
  t.is(shown('сосо'), '"\\u{441}\\u{43e}\\u{441}\\u{43e}"');
  t.is(shown('Bücher'), '"Bücher"');
});

test('[D-24] the policy blocks shells, interpreters, words, paths, routes and roles, and says which', t => {
  const blocked = (spec: ReturnType<typeof task>, values: Record<string, string>, said: object = {}) =>
    refusal(() => plan(values, spec, said));
  const word = [{ name: 'it', type: 'word', says: 'What?', pattern: '.+' }];
  const free = task({ arguments: ['{it}'], parameters: word });
  for (const it of [
    '/etc/shadow',
    'file=/etc/shadow',
    '/var/../etc/shadow',
    'a:/etc/sudoers.d/x',
    'etc/shadow',
    'x,/proc/1/environ',
  ])
    t.is(blocked(free, { it }).code, 'policy_blocked', it);
  t.is(plan({ it: '/etc/shadowless' }, free).class, 'task');
  t.regex(blocked(free, { it: 'x/ID_RSA.pub' }).message, /id_rsa/);
  t.is(plan({ it: 'grid_rsa' }, free).class, 'task');
  t.regex(blocked(free, { it: 'a' }, { routes: { light: ['other'] } }).message, /light way/);
  t.regex(blocked(free, { it: 'a' }, { roles: { operator: [] } }).message, /operators may not ask/);
  t.regex(blocked(free, { it: 'a' }, { deniedPrograms: ['du'] }).message, /du is not run/);
  t.is(refusal(() => planTask(free, { it: 'a' }, policy(), { role: 'viewer', limits })).code, 'policy_blocked');
});

test('a task that could not be run safely is a mistake of the configuration', t => {
  const mistakes = (said: object) => {
    const { error } = taskSpec.safeParse({ ...task(), ...said });
    return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
  };
  for (const program of [
    '/bin/sh',
    '/usr/bin/env',
    '/usr/bin/python3.11',
    '/usr/bin/xargs',
    '/usr/bin/sudo',
    '/opt/node-24',
  ])
    t.deepEqual(mistakes({ program }), ['program: a shell or an interpreter is no program of a task'], program);
  for (const program of ['du', './du', '/usr/../bin/du', '/usr/bin/', '/usr/bin/d\nu'])
    t.is(mistakes({ program }).length, 1, program);
  const word = { name: 'it', type: 'word', says: 'What?', pattern: '.+' };
  t.deepEqual(mistakes({ arguments: ['{other}', '{it'], parameters: [word] }), [
    'arguments.0: there is no parameter other',
    'arguments.1: a brace stands only around the name of a parameter',
    'parameters.0.name: every parameter is used in an argument',
  ]);
  t.deepEqual(mistakes({ arguments: ['{it}'], parameters: [{ ...word, pattern: '(a+)+' }] }), [
    'parameters.0.pattern: a regular expression without nested repetitions',
  ]);
  t.deepEqual(
    mistakes({ arguments: ['{it}'], parameters: [{ name: 'it', type: 'int', says: 'How many?' }] }).length,
    2,
  );
  t.is(mistakes({ environment: ['LD_PRELOAD'] }).length, 1);
  t.is(mistakes({ environment: ['API_TOKEN'] }).length, 1);
  t.is(mistakes({ route: 'light', gates: [{ category: 'manual_review' }] }).length, 1);
});

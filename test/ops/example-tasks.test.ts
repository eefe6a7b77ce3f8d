import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as test } from 'ava';
import { type Attempt, WorkFailed } from '../../actors/work/ports.ts';
import { taskPerformer } from '../../adapters/tasks/task-performer.ts';
import { readArguments } from '../../domain/task/arguments.ts';
import { planTask } from '../../domain/task/plan.ts';
import { ConfigError, configCheck, loadConfig } from '../../ops/config.ts';
import { limits } from '../domain/task/tasks.ts';

const cwd = mkdtempSync(join(tmpdir(), 'binnacle-examples-'));
const { config } = loadConfig({ env: {}, cwd });
test.after.always(() => rmSync(cwd, { recursive: true }));

const exampleOf = (id: string) => config.tasks.find(task => task.id === id)!;
const plan = (id: string, text = '') =>
  planTask(exampleOf(id), readArguments(exampleOf(id), text), config.policy, { role: 'operator', limits });

/** Runs an example by the default configuration, as a worker would. */
let runs = 0;

function running(id: string, text = '') {
  const stop = new AbortController();
  const lines: string[] = [];
  const performer = taskPerformer({
    ...{ tasks: config.tasks, policy: config.policy, directory: join(cwd, id), pollMs: 50 },
    secrets: () => [],
    environment: () => ({}),
  });
  const attempt: Attempt = {
    ...{
      jobId: `J${runs++}`,
      fence: 1,
      attempt: 1,
      spec: plan(id, text),
      correlationId: 'test-1',
      signal: stop.signal,
    },
    tell: progress => void lines.push(...(progress.lines ?? [])),
    record: async () => {},
  };
  return { ended: performer.perform(attempt), lines, stop: () => stop.abort('cancelled') };
}

test('the example tasks can be asked for as their questions say', t => {
  t.deepEqual(
    config.tasks.map(({ id, route, risk }) => `${id} ${route} ${risk}`),
    [
      'disk_usage light low',
      'journal_tail light low',
      'service_restart heavy high',
      'package_updates light low',
      'practice_run heavy medium',
    ],
  );
  t.deepEqual(plan('disk_usage', '/var').work.argv, [
    '--one-file-system',
    '--human-readable',
    '--max-depth=1',
    '--threshold=1M',
    '--',
    '/var',
  ]);
  t.deepEqual(plan('journal_tail', 'nginx.service 20 err since=2h words="failed to" --kernel').work.argv, [
    ...['--no-pager', '--quiet', '--output=short-iso', '--lines=20', '--unit=nginx.service', '--priority=err'],
    ...['--since=-7200s', '--grep=failed to', '--dmesg'],
  ]);
  t.deepEqual(plan('journal_tail').work.argv, ['--no-pager', '--quiet', '--output=short-iso', '--lines=50']);
  t.deepEqual(plan('service_restart', 'nginx.service').work.argv, [
    '--no-ask-password',
    'restart',
    '--',
    'nginx.service',
  ]);
  t.like(plan('service_restart', 'nginx.service').gates[0], { category: 'deploy_restart', needs: 1, fourEyes: true });
  t.throws(() => plan('disk_usage', cwd.replace(/\/[^/]*$/, '/../etc')), { message: /is no path/ });
});

test('disk usage, and packages that could be updated, are told on this machine', async t => {
  const usage = await running('disk_usage', '/usr depth=0').ended;
  t.regex(usage.output ?? '', /^\d[\d.]*[KMGT]? +\/usr\n$/);
  const packages = await running('package_updates').ended;
  t.regex(packages.output ?? '', /\d+ upgraded, \d+ newly installed/);
});

test('the practice run tells its progress and leaves no file, whether it ends or is stopped', async t => {
  const left = () => readdirSync('/tmp').filter(file => file.startsWith('binnacle-practice-'));
  const whole = running('practice_run', 'seconds=5 megabytes=1');
  const { output = '' } = await whole.ended;
  const [, file = ''] = /MiB to (\S+) within/.exec(output) ?? [];
  t.regex(output, /second 5 of 5: 10\d{5} bytes, 100 %\ndone: 10\d{5} bytes were written and are removed\n$/);
  t.true(whole.lines.some(line => line.startsWith('second 2 of 5')));
  t.false(existsSync(file));

  const stopped = running('practice_run', 'seconds=60 megabytes=1');
  while (!stopped.lines.some(line => line.startsWith('second 1 ')))
    await new Promise(resolve => setTimeout(resolve, 50));
  stopped.stop();
  const error = await t.throwsAsync(stopped.ended, { instanceOf: WorkFailed });
  t.is(error?.failure.code, 'stopped');
  t.regex(error?.result?.output ?? '', /asked to stop at second \d+: cleaning up/);
  const [, second = 'none'] = /MiB to (\S+) within/.exec(error?.result?.output ?? '') ?? [];
  t.false(left().includes(second.replace('/tmp/', '')));
});

test('[D-30] every mistake in tasks and policy is told with its place and what is allowed', t => {
  const text = `
tasks:
  - { id: one, title: One, program: /bin/bash, rollback: None., arguments: ['{it}', '{other}'] }
  - { id: two, title: Two, program: du, rollback: None. }
  - { id: three, title: Three, program: /usr/bin/du, rollback: None., parameters: [{ name: it, type: enum, says: Which? }] }
  - { id: four, title: Four, program: /usr/bin/du, rollback: None., environment: [LD_PRELOAD], timeoutMs: 5 }
policy: { deniedWord: [x], deniedPaths: [etc] }
probes: { nameServers: [dns.example], reach: { deniedScopes: [everything] } }
`;
  const mistakes = configCheck(text).map(({ path, allowed }) => `${path} · ${allowed}`);
  for (const expected of [
    'tasks[0].program · a shell or an interpreter is no program of a task',
    'tasks[0].arguments[0] · there is no parameter it',
    'tasks[0].arguments[1] · there is no parameter other',
    'tasks[1].program · an absolute path without . and ..',
    'tasks[2].parameters[0].choices · a parameter of type enum needs it',
    'tasks[3].environment[0] · 0 to 20 entries of a name in capitals that loads no code and holds no secret',
    'tasks[3].timeoutMs · 1000 to 86400000 ms (whole number)',
    'policy.deniedPaths[0] · absolute paths',
    'probes.reach.deniedScopes[0] · unspecified | loopback | link_local | private | multicast | public',
  ])
    t.true(mistakes.includes(expected), `${expected}\n${mistakes.join('\n')}`);
  t.true(mistakes.some(mistake => mistake.startsWith('policy.deniedWord ·')));
  t.true(mistakes.some(mistake => mistake.startsWith('probes.nameServers[0] ·')));
});

test('[D-30] schedules that could never run, and tasks that the policy blocks, are mistakes', t => {
  const text = `
tasks:
  - { id: see, title: See, program: /usr/bin/stat, arguments: ['{path}'], rollback: None., parameters: [{ name: path, type: path, says: Which?, roots: [/var] }] }
  - { id: see, title: See, program: /usr/bin/du, rollback: None. }
policy: { deniedPrograms: [du] }
schedules:
  - { name: one, at: '0 25 * * *', run: see /var }
  - { name: two, at: '0 3 31 2 *', run: see /var }
  - { name: three, at: '* * * * * *', run: see /var }
`;
  t.deepEqual(
    configCheck(text)
      .map(({ path }) => path)
      .sort(),
    ['schedules[0].at', 'schedules[1].at', 'schedules[2].at', 'tasks', 'tasks[1].program'],
  );
  const others = `
schedules:
  - { name: one, at: '@daily', run: disk_usage /etc }
  - { name: one, at: '0 3 * * mon', run: nothing }
  - { name: two, at: '0 3 * * mon', check: 'ping a' }
  - { name: three, at: '0 3 * * mon' }
  - { name: four, at: '*/5 * * * *', check: https https://example.org }
  - { name: five, at: '*/5 * * * *', check: http https://example.org }
`;
  t.deepEqual(
    configCheck(others).map(({ path, hint }) => `${path} ${hint.slice(0, 34)}`),
    [
      'schedules Keep one of the entries.',
      'schedules[0].run “/etc” is no path. Allowed: an abs',
      'schedules[1].run There is no task nothing. Name one',
      'schedules[2].check ping is no kind of probe. Say one ',
      'schedules[3].check It says both run and check, or nei',
      'schedules[4].check https is no kind of probe. Say one',
    ],
  );
});

test('[D-24] no task may lead to where the program keeps its own memory', t => {
  const path = join(cwd, 'data', 'events.sqlite');
  const parameters = [{ name: 'path', type: 'path', says: 'Which?', roots: ['/'] }];
  const loaded = loadConfig({
    env: {
      BINNACLE_TASKS: JSON.stringify([
        { id: 'see', title: 'See', program: '/usr/bin/stat', arguments: ['{path}'], parameters, rollback: 'None.' },
      ]),
    },
    cwd,
  });
  const see = () => planTask(loaded.config.tasks[0]!, { path }, loaded.config.policy, { role: 'admin', limits });
  t.throws(see, { message: /no argument may lead to .*data/ });
  t.throws(() => loadConfig({ env: { BINNACLE_TASKS: '[{}]' }, cwd }), { instanceOf: ConfigError });
});

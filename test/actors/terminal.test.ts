import { default as test } from 'ava';
import { jobIdOf } from '../../domain/job/id.ts';
import type { Access } from '../../domain/policy/roles.ts';
import { Refusal } from '../../domain/refusal.ts';
import { office, people } from './answers/jobs/office.ts';

const access: Access = {
  users: [],
  chats: [],
  terminal: [
    { user: 'deploy', role: 'operator' },
    { user: 'lead', role: 'approver' },
    { user: 'anna', role: 'approver', person: 2001 },
  ],
};

function desk() {
  const here = office();
  const ask = here.terminal(access);
  let count = 0;
  return { here, ask: (user: string, line: string, id = `cli-${++count}`) => ask({ user, line, id }) };
}

const refused = (code: string) => ({ instanceOf: Refusal, message: /./, code }) as const;

test('[R-317] the terminal asks for work, approves and resumes by the rules of the chat, each under its own name', async t => {
  const { here, ask } = desk();
  const { job } = await ask('deploy', '/run restart reload nginx');
  t.like(job, { jobId: jobIdOf('cli-1'), state: 'requested' });
  await t.throwsAsync(ask('deploy', `/approve ${job!.jobId}`), refused('forbidden'));
  t.like((await ask('lead', `/approve ${job!.jobId}`)).job, { state: 'approved' });
  t.like((await ask('deploy', `/resume ${job!.jobId}`)).job, { state: 'queued' });
  const [requested] = here.store.of(`job-${job!.jobId}`);
  t.deepEqual(requested!.metadata.actor, { id: 'cli:deploy', role: 'operator' });
  t.false(here.types(job!.jobId).includes('JobFollowed'));
});

test('[C-09] the same line under the same id is one job, and gives the same answer', async t => {
  const { here, ask } = desk();
  const first = await ask('deploy', '/run restart reload nginx', 'cli-same');
  t.deepEqual((await ask('deploy', '/run restart reload nginx', 'cli-same')).job, first.job);
  t.deepEqual(here.types(first.job!.jobId), ['JobRequested']);
});

test('[I1] a person is one pair of eyes in the chat and at the terminal', async t => {
  const { here, ask } = desk();
  const jobId = jobIdOf(await here.say(people.anna, '/run restart reload nginx'));
  await t.throwsAsync(ask('anna', `/approve ${jobId}`), refused('forbidden'));
  t.like((await ask('lead', `/approve ${jobId}`)).job, { state: 'approved' });
});

test('[P13] a user that is not named orders nothing, and nobody orders more than their role', async t => {
  const { here, ask } = desk();
  for (const [user, line, code] of [
    ['root', '/run restart reload nginx', 'unauthorized'],
    ['deploy', '/mode auto', 'forbidden'],
    ['deploy', 'run it', 'unknown_command'],
    ['deploy', '/start', 'invalid_request'],
    ['deploy', '/frobnicate', 'unknown_command'],
  ] as const)
    await t.throwsAsync(ask(user, line), refused(code), line);
  await t.throwsAsync(ask('deploy', '/mode auto'), { message: /yours here is operator/ });
  t.false(here.store.events.some(({ stream }) => stream.startsWith('job-')));
});

test('what is missing is said, with what there is to choose from, and not asked back', async t => {
  const { here, ask } = desk();
  await t.throwsAsync(ask('deploy', '/run'), { message: /task is missing/ });
  await t.throwsAsync(ask('deploy', '/run restart'), { message: /verb is missing: restart, reload/ });
  await t.throwsAsync(ask('lead', '/approve'), { message: /job is missing/ });
  t.false(here.store.events.some(({ stream }) => stream.startsWith('job-')));
});

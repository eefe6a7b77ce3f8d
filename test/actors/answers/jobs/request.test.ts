import { default as test } from 'ava';
import { jobIdOf } from '../../../../domain/job/id.ts';
import { approvals, crashBeforeAnswer, labelsOf, office, people, wordsOf } from './office.ts';

const { olu, vera, ada } = people;

test('[R-317] light work that ends within 3 s is answered with its result, and followed by nobody', async t => {
  const here = office();
  const id = await here.say(olu, '/run usage /var');
  const jobId = jobIdOf(id);
  t.is(here.shownIn(1002).length, 0);
  await here.labour(jobId, 'Claim', { owner: 'w', room: { used: 0, max: 1, retryAfterMs: 0 } });
  await here.labour(jobId, 'Succeed', { fence: 1, result: { summary: '4 GiB in /var', data: {} }, durationMs: 9 });
  await here.clock.pass(1000);
  t.regex(wordsOf(here.last(1002)), /succeeded.*4 GiB in \/var/);
  t.false(here.types(jobId).includes('JobFollowed'));
});

test('[R-303] light work that takes longer is answered with a card that follows it, and a last word that quotes', async t => {
  const here = office();
  const jobId = jobIdOf(await here.say(olu, '/run usage /var'));
  await here.clock.pass(3000);
  const card = here.last(1002);
  t.regex(wordsOf(card), /QUEUED/);
  await here.labour(jobId, 'Claim', { owner: 'w', room: { used: 0, max: 1, retryAfterMs: 0 } });
  await here.clock.pass(1000);
  t.regex(wordsOf(card), /RUNNING/);
  await here.labour(jobId, 'Succeed', { fence: 1, result: { summary: 'done', data: {} }, durationMs: 9 });
  await here.clock.pass(1000);
  t.is(here.shownIn(1002).length, 2);
  t.regex(wordsOf(card), /SUCCEEDED/);
  t.false(here.last(1002).silent);
  t.is(here.last(1002).replyTo, 1);
  t.is(here.types(jobId).at(-1), 'JobTold');
});

test('[R-213] what a task lacks is asked for one by one, with buttons, and then it is asked for', async t => {
  const here = office();
  await here.say(olu, '/run');
  t.deepEqual(labelsOf(here.last(1002)), ['Disk usage', 'Restart a service', 'Cancel']);
  await here.press(olu, 'Restart a service', here.last(1002));
  t.regex(wordsOf(here.last(1002)), /What is to be done/);
  await here.press(olu, 'reload', here.last(1002));
  t.regex(wordsOf(here.last(1002)), /Which unit/);
  await here.say(olu, 'Nginx!');
  t.regex(wordsOf(here.last(1002)), /is no unit/);
  const id = await here.say(olu, 'nginx');
  t.deepEqual(here.types(jobIdOf(id)), ['JobRequested', 'JobFollowed']);
  t.regex(wordsOf(here.last(1002)), /waits for approval.*\/usr\/bin\/systemctl reload nginx/);
});

test('an unknown task, a value that is not allowed and a word too many are refused before there is a job', async t => {
  const here = office();
  for (const [words, said] of [
    ['/run usgae /var', /no task usgae.*usage/],
    ['/run usage /etc', /is no path.*\/var/],
    ['/run usage /var /srv', /one word too many/],
    ['/run restart verb=stop nginx', /is no verb.*reload/],
  ] as const) {
    await here.say(olu, words);
    t.regex(wordsOf(here.last(1002)), said, words);
  }
  await here.say(vera, '/run usage /var');
  t.regex(wordsOf(here.last(1003)), /forbidden/);
  t.false(here.store.events.some(({ stream }) => stream.startsWith('job-')));
});

test('[C-09] [I4] asked again after a crash between order and answer, it is one job and one answer', async t => {
  const crashing = office();
  crashBeforeAnswer(crashing.store);
  const id = await crashing.say(olu, '/run restart reload nginx');
  t.is(crashing.shownIn(1002).length, 0);
  delete crashing.store.fail;
  const second = office({ store: crashing.store, laterMs: 1000 });
  await second.actors.wake('chat-1002');
  await second.clock.pass(1000);
  t.deepEqual(second.types(jobIdOf(id)), ['JobRequested', 'JobFollowed']);
  t.is(second.shownIn(1002).filter(one => /waits for approval/.test(wordsOf(one))).length, 1);
});

test('[C-11] [I5] the same key for the same is the same job; for something else it executes nothing', async t => {
  const here = office();
  await here.say(olu, '/run usage /var --key nightly');
  const jobId = jobIdOf('nightly');
  await here.clock.pass(3000);
  await here.say(ada, '/run usage /var --key nightly');
  await here.clock.pass(3000);
  t.regex(wordsOf(here.last(1001)), /the same job/);
  await here.say(olu, '/run usage /srv --key nightly');
  await here.clock.pass(3000);
  t.regex(wordsOf(here.last(1002)), /idempotency_conflict/);
  t.is(here.types(jobId).filter(type => type === 'JobRequested').length, 1);
  await here.say(olu, '/idem nightly');
  t.regex(wordsOf(here.last(1002)), /asked again","1 time.*for something else","1 time/);
});

test('[R-219] a person asks for heavy work so many times in ten minutes, and light work does not count', async t => {
  const here = office({ heavyMost: 2 });
  for (const unit of ['a', 'b', 'c']) await here.say(olu, `/run restart reload ${unit}`);
  t.regex(wordsOf(here.last(1002)), /rate_limited/);
  await here.say(ada, '/run restart reload d');
  t.regex(wordsOf(here.last(1001)), /waits for approval/);
  await here.clock.pass(600_001);
  await here.say(olu, '/run restart reload e');
  t.regex(wordsOf(here.last(1002)), /waits for approval/);
});

test('a request that needs approval is shown where approvals are given, once, and not to light work', async t => {
  const here = office();
  await here.say(olu, '/run usage /var');
  await here.say(olu, '/run restart reload nginx');
  await here.clock.pass(1000);
  t.is(here.shownIn(approvals).length, 1);
  t.deepEqual(labelsOf(here.last(approvals)), ['Approve', 'Deny', 'Details', 'Stop']);
  t.false(here.last(approvals).silent);
});

test('asked for in the chat that approves, it has one card there', async t => {
  const here = office();
  await here.say(olu, '/run restart reload nginx', approvals);
  await here.clock.pass(1000);
  t.is(here.shownIn(approvals).length, 1);
});

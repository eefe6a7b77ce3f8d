import { default as test } from 'ava';
import { jobIdOf } from '../../../../domain/job/id.ts';
import { approvals, crashBeforeAnswer, labelsOf, office, people, wordsOf } from './office.ts';

const { ada, olu, vera, anna, bert } = people;

/** A heavy job that was asked for by the operator. */
async function asked(here = office()) {
  const jobId = jobIdOf(await here.say(olu, '/run restart reload nginx'));
  await here.clock.pass(1000);
  return { here, jobId, card: here.last(1002), ask: here.last(approvals) };
}

const dispatches = (types: string[]) => types.filter(type => type === 'JobQueued').length;

test('[C-06] [C-07] approving starts nothing; resuming does, once every gate is met', async t => {
  const { here, jobId, card, ask } = await asked();
  await here.say(olu, `/resume ${jobId}`);
  t.regex(wordsOf(here.last(1002)), /still needs deploy_restart \(0 of 1\).*gate_unsatisfied/);
  await here.press(anna, 'Approve', ask, approvals);
  t.regex(wordsOf(ask), /You approved deploy_restart. Every gate is met/);
  t.is(dispatches(here.types(jobId)), 0);
  await here.clock.pass(1000);
  t.regex(wordsOf(card), /approved, waits to be resumed.*☑ deploy_restart: anna/);
  await here.press(olu, 'Resume', card);
  t.is(dispatches(here.types(jobId)), 1);
  t.regex(wordsOf(card), /QUEUED/);
});

test('[P13] a press by somebody who may not is refused, and the card stays as it is', async t => {
  const { here, jobId, ask } = await asked();
  const before = wordsOf(ask);
  await here.press(vera, 'Approve', ask, approvals);
  await here.press(olu, 'Approve', ask, approvals);
  t.regex(wordsOf(here.last(approvals)), /takes the role approver/);
  t.is(wordsOf(ask), before);
  t.false(here.types(jobId).includes('ApprovalRecorded'));
});

test('[I1] the requester’s own yes is refused where four eyes are wanted, and the log keeps it', async t => {
  const here = office();
  const jobId = jobIdOf(await here.say(anna, '/run restart reload nginx'));
  const card = here.last(2001);
  await here.press(anna, 'Approve', card);
  t.regex(wordsOf(here.last(2001)), /somebody else has to approve it.*forbidden/);
  t.deepEqual(labelsOf(card), ['Approve', 'Deny', 'Details', 'Stop']);
  t.is(here.types(jobId).at(-1), 'TransitionRefused');
});

test('[I18] pressed twice, it is approved once, and the second press is told when', async t => {
  const { here, jobId, ask } = await asked();
  const pressed = { ...ask };
  await here.press(anna, 'Approve', pressed, approvals);
  await here.press(anna, 'Approve', pressed, approvals);
  t.regex(wordsOf(ask), /You had approved deploy_restart already at 12:00:01: nothing changed/);
  t.is(here.types(jobId).filter(type => type === 'ApprovalRecorded').length, 1);
});

test('a press that comes too late is told who was first, and when', async t => {
  const { here, jobId, ask, card } = await asked();
  const pressed = { ...ask };
  await here.press(anna, 'Approve', pressed, approvals);
  await here.press(bert, 'Approve', pressed, approvals);
  t.regex(wordsOf(here.last(approvals)), /is APPROVED: it cannot be approved.*every gate was met/);
  await here.press(bert, 'Deny', pressed, approvals);
  t.regex(wordsOf(here.last(approvals)), /is APPROVED: it cannot be rejected/);
  await here.say(olu, `/resume ${jobId}`);
  // The card above shows it: one message shows a job.
  t.notRegex(wordsOf(here.last(1002)), /systemctl/);
  await here.say(ada, `/resume ${jobId}`);
  t.regex(wordsOf(here.last(1001)), /It is already QUEUED: nothing changed. At 12:00:01 olu let it run/);
  t.is(dispatches(here.types(jobId)), 1);
  t.truthy(card);
});

test('[C-08] [I3] fifty who resume at the same time queue it once, and each is told the truth', async t => {
  const { here, jobId } = await asked();
  await here.say(anna, `/approve ${jobId}`);
  await Promise.all(Array.from({ length: 50 }, () => here.say(olu, `/resume ${jobId}`)));
  await here.clock.pass(2000);
  t.is(dispatches(here.types(jobId)), 1);
  const answers = here.shownIn(1002).map(wordsOf);
  t.is(answers.filter(words => /You let it run/.test(words)).length, 1);
  t.is(answers.filter(words => /already QUEUED/.test(words)).length, 49);
});

test('a button from before a recovery decides nothing', async t => {
  const { here, jobId, ask } = await asked();
  const old = { ...ask };
  await here.say(olu, `/stop ${jobId}`);
  await here.say(ada, `/recover ${jobId} another try`);
  await here.press(anna, 'Approve', old, approvals);
  t.regex(wordsOf(here.last(approvals)), /older than the present round.*plan_changed/);
  t.false(here.types(jobId).includes('ApprovalRecorded'));
});

test('a digest of another plan decides nothing', async t => {
  const { here, jobId } = await asked();
  await here.say(anna, `/approve ${jobId} deploy_restart 00000000`);
  t.regex(wordsOf(here.last(2001)), /not what would run.*plan_changed/);
  t.false(here.types(jobId).includes('ApprovalRecorded'));
});

test('[I8] [C-04] recover asks why, is an admin’s, and voids what was approved', async t => {
  const { here, jobId, card } = await asked();
  await here.say(anna, `/approve ${jobId}`);
  await here.press(olu, 'Stop', card);
  await here.clock.pass(1000);
  t.regex(wordsOf(card), /CANCELED/);
  await here.press(olu, 'Recover …', card);
  t.regex(wordsOf(here.last(1002)), /takes the role admin/);
  await here.press(ada, 'Recover …', card, 1002);
  t.regex(wordsOf(here.last(1002)), /Why\?/);
  t.regex(wordsOf(card), /CANCELED/);
  await here.say(ada, 'the disk is back', 1002);
  t.is(here.types(jobId).at(-1), 'JobRecovered');
  await here.clock.pass(1000);
  t.regex(wordsOf(card), /waits for approval.*0 of 1/);
  t.is(here.shownIn(approvals).length, 2);
});

test('[C-08] an act that is asked again after a crash gives its first outcome, a refusal too', async t => {
  const crashing = office();
  const { jobId } = await asked(crashing);
  // Refused: its gate is open. Then the gate is met, and the process is gone before the refusal was told.
  crashBeforeAnswer(crashing.store, id => id === 'tg-2');
  const id = await crashing.say(olu, `/resume ${jobId}`);
  t.is(id, 'tg-2');
  await crashing.say(anna, `/approve ${jobId}`);
  delete crashing.store.fail;
  const second = office({ store: crashing.store, laterMs: 5000 });
  await second.actors.wake('chat-1002');
  await second.clock.pass(1000);
  t.true(second.shownIn(1002).some(message => /gate_unsatisfied/.test(wordsOf(message))));
  t.is(dispatches(second.types(jobId)), 0);
});

test('[C-04] what is left out where it matters is asked back, and what is not there is said', async t => {
  const { here, jobId } = await asked();
  await here.say(anna, '/approve 0000000000');
  t.regex(wordsOf(here.last(2001)), /There is no job 0000000000/);
  await here.say(anna, `/approve ${jobId} git_push`);
  t.regex(wordsOf(here.last(2001)), /has no gate git_push.*deploy_restart/);
  await here.say(anna, `/approve ${jobId.toLowerCase()} deploy_restart go ahead`);
  t.regex(wordsOf(here.last(2001)), /You approved deploy_restart/);
});

test('plan and review are kept and shown; a failing review holds the gate shut', async t => {
  const { here, jobId } = await asked();
  await here.say(olu, `/plan ${jobId} reload it once scope: nginx rollback: none needed`);
  await here.say(anna, `/review ${jobId} fail missing_tests try it on the spare first`);
  t.regex(wordsOf(here.last(2001)), /✗ tests/);
  await here.say(bert, `/approve ${jobId}`);
  t.regex(wordsOf(here.last(2002)), /review failed/);
  await here.say(bert, `/review ${jobId} pass tests=no`);
  t.regex(wordsOf(here.last(2002)), /does not pass with tests not ok/);
  await here.say(bert, `/review ${jobId} pass`);
  await here.say(anna, `/approve ${jobId}`);
  t.regex(wordsOf(here.last(2001)), /You approved/);
  await here.say(vera, `/why ${jobId}`);
  const why = wordsOf(here.last(1003));
  for (const said of [/olu asked for it/, /olu put a plan to it: reload it once/, /review failed/i, /anna approved/])
    t.regex(why, said);
});

test('[I19] in read-only mode nothing is dispatched, and an admin alone changes the mode', async t => {
  const { here, jobId } = await asked();
  await here.say(anna, `/approve ${jobId}`);
  await here.say(anna, '/mode readonly');
  t.regex(wordsOf(here.last(2001)), /takes the role admin/);
  await here.say(ada, '/mode readonly');
  t.regex(wordsOf(here.last(1001)), /was supervised; it is now .*readonly/);
  await here.say(olu, `/resume ${jobId}`);
  t.regex(wordsOf(here.last(1002)), /read-only mode/);
  t.is(dispatches(here.types(jobId)), 0);
});

test('whoever resumes in a chat that shows nothing of the job gets its card there, and it is kept up to date', async t => {
  const { here, jobId } = await asked();
  await here.say(anna, `/approve ${jobId}`);
  await here.say(ada, `/resume ${jobId}`);
  const card = here.last(1001);
  t.regex(wordsOf(card), /You let it run.*QUEUED.*systemctl reload nginx/);
  await here.labour(jobId, 'Claim', { owner: 'w', room: { used: 0, max: 1, retryAfterMs: 0 } });
  await here.clock.pass(1000);
  t.regex(wordsOf(card), /RUNNING/);
});

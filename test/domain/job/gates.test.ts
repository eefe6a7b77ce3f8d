import { default as test } from 'ava';
import * as told from './told-job.ts';

const { job, anna, bert, olu, root } = told;
const two = told.spec({
  gates: [
    { category: 'deploy_restart', needs: 2, fourEyes: false },
    { category: 'manual_review', needs: 1, fourEyes: false },
  ],
});

test('[C-07] [I2] a job is approved by the last of all the people its gates ask for, and by nobody before', t => {
  job(told.requested(two)).when(told.approve(anna)).then(t, 'ApprovalRecorded');
  const first = [told.requested(two), told.approvalBy(anna)];
  job(...first)
    .when(told.approve(bert))
    .then(t, 'ApprovalRecorded');
  const both = [...first, told.approvalBy(bert)];
  job(...both)
    .when(told.approve(bert, { category: 'manual_review' }))
    .then(t, 'ApprovalRecorded', 'JobApproved');
});

test('[I18] the same yes again changes nothing, and one person counts once however often she says it', t => {
  job(told.requested(two), told.approvalBy(anna)).when(told.approve(anna)).then(t);
  job(...told.ways.running)
    .when(told.approve(anna))
    .then(t);
});

test('[I18] a decision does not flip: after a yes the same person cannot say no, after the end nobody can say yes', t => {
  job(told.requested(two), told.approvalBy(anna)).when(told.reject(anna)).refuses(t, 'illegal_transition');
  job(told.requested(), told.approvalBy(bert, 'rejected'), told.canceled())
    .when(told.approve(anna))
    .refuses(t, 'illegal_transition');
});

test('[D-24] at high risk, and where a gate says so, whoever asked is not among those who approve', t => {
  const high = told.spec({ risk: 'high', gates: [{ category: 'deploy_restart', needs: 1, fourEyes: false }] });
  job(told.requested(high, anna)).when(told.approve(anna)).refuses(t, 'forbidden');
  job(told.requested(high, anna)).when(told.approve(bert)).then(t, 'ApprovalRecorded', 'JobApproved');
  job(told.requested(told.spec(), anna)).when(told.approve(anna)).refuses(t, 'forbidden');
  const low = told.spec({ risk: 'low', gates: [{ category: 'deploy_restart', needs: 1, fourEyes: false }] });
  job(told.requested(low, anna)).when(told.approve(anna)).then(t, 'ApprovalRecorded', 'JobApproved');
});

test('[P5] an approval is bound to the plan that was shown', t => {
  job(told.requested())
    .when(told.approve(anna, { planHash: '00000000' }))
    .refuses(t, 'plan_changed');
  job(told.requested())
    .when(told.reject(anna, { planHash: '00000000' }))
    .refuses(t, 'plan_changed');
});

test('an approval for a gate the job does not have names those it has', t => {
  job(told.requested())
    .when(told.approve(anna, { category: 'git_push' }))
    .refuses(t, 'invalid_request');
});

test('a failing review holds the gates shut until a passing one, whatever is planned meanwhile', t => {
  const reviewed = {
    type: 'JobReviewed',
    by: bert,
    verdict: 'fail',
    code: 'missing_tests',
    checklist: [{ item: 'tests', ok: false }],
    planHash: told.spec().planHash,
    commandId: 'tg-7',
    at: '2026-11-21T12:00:00.000Z',
  };
  const planned = {
    type: 'PlanAttached',
    by: olu,
    summary: 'with tests',
    planHash: told.spec().planHash,
    commandId: 'tg-8',
    at: '2026-11-21T12:00:00.000Z',
  };
  job(told.requested(), reviewed).when(told.approve(anna)).refuses(t, 'gate_unsatisfied');
  job(told.requested(), reviewed, planned).when(told.approve(anna)).refuses(t, 'gate_unsatisfied');
  const { code: _, ...passed } = { ...reviewed, verdict: 'pass', commandId: 'tg-9' };
  job(told.requested(), reviewed, planned, passed).when(told.approve(anna)).then(t, 'ApprovalRecorded', 'JobApproved');
  job(told.requested())
    .when(told.review(anna, { verdict: 'fail' }))
    .refuses(t, 'invalid_request');
  job(told.requested(told.spec(), anna)).when(told.review(anna)).refuses(t, 'forbidden');
});

test('[C-07] a resume before all gates are met names what is missing', t => {
  const refusal = t.throws(() => job(told.requested(two), told.approvalBy(anna)).when(told.resume()).facts());
  t.regex(refusal.message, /deploy_restart \(1 of 2\), manual_review \(0 of 1\)/);
});

test('[C-08] [I3] a second resume changes nothing', t => {
  job(...told.ways.queued)
    .when(told.resume())
    .then(t);
  job(...told.ways.running)
    .when(told.resume(root))
    .then(t);
});

test('[I19] in read-only mode nothing is dispatched: no resume, no light work, no recovery that would run', t => {
  job(...told.ways.approved)
    .when(told.resume(olu, 'readonly'))
    .refuses(t, 'read_only');
  job()
    .when(told.ask(olu, { spec: told.light(), mode: 'readonly' }))
    .refuses(t, 'read_only');
  job(told.requested(told.light()), told.approved(), told.queued(), told.expired())
    .when(told.recover(root, 'readonly'))
    .then(t, 'JobRecovered', 'JobApproved');
});

test('heavy work without gates waits for a resume when supervised, and for nobody in auto mode', t => {
  const free = told.spec({ gates: [] });
  job()
    .when(told.ask(olu, { spec: free }))
    .then(t, 'JobRequested', 'JobApproved');
  job()
    .when(told.ask(olu, { spec: free, mode: 'auto' }))
    .then(t, 'JobRequested', 'JobApproved', 'JobQueued');
  job()
    .when(told.ask(olu, { mode: 'auto' }))
    .then(t, 'JobRequested');
});

test('[C-04] after a recovery the approvals of before are void: the same people are asked again', t => {
  const back = {
    type: 'JobRecovered',
    by: root,
    reason: 'the disk is back',
    epoch: 1,
    jobClass: 'task',
    commandId: 'tg-6',
    at: '2026-11-21T12:00:00.000Z',
    expiresAt: '2026-11-22T12:00:00.000Z',
  };
  const again = [...told.ways.failed, back];
  job(...again)
    .when(told.resume())
    .refuses(t, 'gate_unsatisfied');
  job(...again)
    .when(told.approve(anna))
    .then(t, 'ApprovalRecorded', 'JobApproved');
});

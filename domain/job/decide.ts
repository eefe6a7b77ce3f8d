import type { SnapshotFrom } from 'xstate';
import { beat, claim, fail, progress, release, succeed, yieldUp } from './attempt.ts';
import type { JobCommand, JobOrder } from './commands.ts';
import { expire, forceCancel, recover, stop } from './ending.ts';
import type { JobEvent } from './events.ts';
import { approve, attachPlan, reject, review } from './gates.ts';
import type { jobMachine } from './machine.ts';
import { adopt, reclaim } from './reclaim.ts';
import { beginRender, endRender, failRender } from './render.ts';
import { request } from './request.ts';
import { resume } from './resume.ts';
import { type Asked, stateOf } from './rules.ts';

export type JobSnapshot = SnapshotFrom<typeof jobMachine>;

/**
 * The rules of a job. Pure: time, chance, people and settings arrive with the order. A repeat of an order that
 * was taken gives nothing; what it gave the first time is in the state.
 * @throws {Refusal} recorded by `refuse`, where a person or a late worker should find it later.
 */
export function decide(order: Asked<JobCommand>, snapshot: JobSnapshot): JobEvent[] {
  const { context: job } = snapshot;
  const state = stateOf(snapshot);
  if (job.taken.some(({ commandId }) => commandId === order.id)) return [];
  switch (order.type) {
    case 'RequestJob':
      return request(order, job, state);
    case 'Follow':
      return [{ type: 'JobFollowed', follower: order.follower, commandId: order.id, at: order.at }];
    case 'AttachPlan':
      return attachPlan(order, job, state);
    case 'Review':
      return review(order, job, state);
    case 'Approve':
      return approve(order, job, state);
    case 'Reject':
      return reject(order, job, state);
    case 'Resume':
      return resume(order, job, state);
    case 'Stop':
      return stop(order, job, state);
    case 'Recover':
      return recover(order, job, state);
    case 'Claim':
      return claim(order, job, state);
    case 'Beat':
      return beat(order, job, state);
    case 'TellProgress':
      return progress(order, job, state);
    case 'BeginRender':
      return beginRender(order, job, state);
    case 'FailRender':
      return failRender(order, job, state);
    case 'EndRender':
      return endRender(order, job, state);
    case 'Succeed':
      return succeed(order, job, state);
    case 'Fail':
      return fail(order, job, state);
    case 'Yield':
      return yieldUp(order, job, state);
    case 'Release':
      return release(order, job, state);
    case 'Reclaim':
      return reclaim(order, job, state);
    case 'Adopt':
      return adopt(order, job, state);
    case 'ForceCancel':
      return forceCancel(order, job, state);
    case 'Expire':
      return expire(order, job, state);
    case 'NoteTold':
      return noteTold(order, job);
  }
}

/** What has not come to an end yet cannot have been told. */
function noteTold({ news, at }: Asked<JobOrder<'NoteTold'>>, job: JobSnapshot['context']): JobEvent[] {
  return news > job.told && news <= job.news ? [{ type: 'JobTold', news, at }] : [];
}

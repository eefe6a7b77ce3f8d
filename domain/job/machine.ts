import { assign, sendTo, setup } from 'xstate';
import { effectNames, forwards, type Noted } from '../machine.ts';
import type { JobEvent } from './events.ts';
import { type Job, newJob, note } from './state.ts';

/**
 * The life of a job: facts in, state out.
 *
 * There is no way from APPROVED to QUEUED but `JobQueued`, and no way into RUNNING but `AttemptStarted`.
 * Folding runs nothing; a live actor started from the folded state offers, watches and tells what that state
 * asks for. Effects look at the state they wake in, and report by orders.
 */
export const jobMachine = setup({
  types: { context: {} as Job, events: {} as Noted<JobEvent> },
  actors: effectNames('keepTime', 'offerWork', 'tellFollowers'),
  actions: {
    note: assign(({ context, event }) => note(context, event)),
    tellTeller: sendTo('tellFollowers', forwards),
  },
  guards: { again: ({ event }) => 'retryAt' in event && event.retryAt !== undefined },
}).createMachine({
  id: 'job',
  context: newJob,
  initial: 'none',
  invoke: [
    { src: 'keepTime', id: 'keepTime' },
    { src: 'offerWork', id: 'offerWork' },
    { src: 'tellFollowers', id: 'tellFollowers' },
  ],
  on: {
    RequestRepeated: { actions: 'note' },
    IdempotencyConflict: { actions: 'note' },
    TransitionRefused: { actions: 'note' },
    JobTold: { actions: 'note' },
    JobFollowed: { actions: ['note', 'tellTeller'] },
    PlanAttached: { actions: ['note', 'tellTeller'] },
    JobReviewed: { actions: ['note', 'tellTeller'] },
    ApprovalRecorded: { actions: ['note', 'tellTeller'] },
  },
  states: {
    none: { on: { JobRequested: { target: 'requested', actions: ['note', 'tellTeller'] } } },
    requested: {
      on: {
        JobApproved: { target: 'approved', actions: ['note', 'tellTeller'] },
        JobCanceled: { target: 'canceled', actions: ['note', 'tellTeller'] },
        JobExpired: { target: 'expired', actions: ['note', 'tellTeller'] },
      },
    },
    approved: {
      on: {
        JobQueued: { target: 'queued', actions: ['note', 'tellTeller'] },
        JobCanceled: { target: 'canceled', actions: ['note', 'tellTeller'] },
        JobExpired: { target: 'expired', actions: ['note', 'tellTeller'] },
      },
    },
    queued: {
      on: {
        LeaseClaimed: { actions: 'note' },
        AttemptStarted: { target: 'running', actions: ['note', 'tellTeller'] },
        JobCanceled: { target: 'canceled', actions: ['note', 'tellTeller'] },
        JobExpired: { target: 'expired', actions: ['note', 'tellTeller'] },
        JobFailed: { target: 'failed', actions: ['note', 'tellTeller'] },
      },
    },
    running: {
      on: {
        Heartbeat: { actions: 'note' },
        Progress: { actions: ['note', 'tellTeller'] },
        OutcomeRecovered: { actions: 'note' },
        RenderAttempted: { actions: 'note' },
        RenderFailed: { actions: 'note' },
        RenderSucceeded: { actions: 'note' },
        LeaseClaimed: { actions: 'note' },
        CancelRequested: { actions: ['note', 'tellTeller'] },
        LeaseReleased: { target: 'queued', actions: ['note', 'tellTeller'] },
        AttemptFailed: [{ guard: 'again', target: 'queued', actions: ['note', 'tellTeller'] }, { actions: 'note' }],
        LeaseExpired: [{ guard: 'again', target: 'queued', actions: ['note', 'tellTeller'] }, { actions: 'note' }],
        JobSucceeded: { target: 'succeeded', actions: ['note', 'tellTeller'] },
        JobFailed: { target: 'failed', actions: ['note', 'tellTeller'] },
        JobCanceled: { target: 'canceled', actions: ['note', 'tellTeller'] },
        JobExpired: { target: 'expired', actions: ['note', 'tellTeller'] },
      },
    },
    succeeded: {},
    failed: { on: { JobRecovered: { target: 'requested', actions: ['note', 'tellTeller'] } } },
    canceled: { on: { JobRecovered: { target: 'requested', actions: ['note', 'tellTeller'] } } },
    expired: { on: { JobRecovered: { target: 'requested', actions: ['note', 'tellTeller'] } } },
  },
});

/** Raised whenever the same facts fold to another snapshot. */
export const jobMachineVersion = 1;

/** States that work can leave only by recovery, or not at all. */
export const terminalStates: readonly string[] = ['succeeded', 'failed', 'canceled', 'expired'];

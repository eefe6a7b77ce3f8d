import type { Given } from '../aggregate.ts';
import type { Role } from '../message.ts';
import { allows } from '../policy/roles.ts';
import { Refusal } from '../refusal.ts';
import type { Job } from './state.ts';
import type { Gate, JobSpec } from './work.ts';

/** What the rules of a job have in common. */

/** An order with what comes with every order. */
export type Asked<Order> = Order & Given;

export type StateName =
  | 'none'
  | 'requested'
  | 'approved'
  | 'queued'
  | 'running'
  | 'succeeded'
  | 'failed'
  | 'canceled'
  | 'expired';

export function stateOf({ value }: { value: unknown }): StateName {
  return value as StateName;
}

/** What was asked for. @throws {Refusal} `not_found` before there is a job. */
export function specOf(job: Job): JobSpec {
  if (job.request === undefined) throw new Refusal('not_found', 'There is no such job.', { hint: 'See /list.' });
  return job.request.spec;
}

/** People alone decide; the program's own parts never stand in for one. @throws {Refusal} `forbidden`. */
export function requirePerson({ by }: Given, role: Role): void {
  if (by.role === 'system' || !allows(by.role, role))
    throw new Refusal('forbidden', `This takes the role ${role}; yours is ${by.role}.`);
}

/** Workers and timers alone. @throws {Refusal} `forbidden`. */
export function requireSystem({ by }: Given): void {
  if (by.role !== 'system') throw new Refusal('forbidden', 'Only the program itself does this.');
}

/** @throws {Refusal} `illegal_transition`, naming the state and the steps it allows. */
export function illegal(job: Job, state: StateName, what: string): Refusal {
  return new Refusal('illegal_transition', `${job.jobId} is ${state.toUpperCase()}: it cannot be ${what}.`, {
    hint: nextSteps(state, job),
  });
}

/** What a person may do next, in words. */
export function nextSteps(state: StateName, job: Job): string {
  const id = job.jobId;
  switch (state) {
    case 'none':
      return 'There is no such job: see /list.';
    case 'requested':
      return `Next: /approve ${id} or /reject ${id}, or /stop ${id}.`;
    case 'approved':
      return `Next: /resume ${id}, or /stop ${id}.`;
    case 'queued':
    case 'running':
      return `It is under way; /stop ${id} ends it.`;
    case 'succeeded':
      return 'It is done for good; /run does the same again as a new job.';
    case 'failed':
    case 'canceled':
    case 'expired':
      return `An admin may /recover ${id} <reason>; /run does the same as a new job.`;
  }
}

/** Gates and who has met them; at high risk the requester's own word never counts. */
export interface GateState {
  gate: Gate;
  approvers: string[];
  satisfied: boolean;
}

export function gateStates({ request, decisions }: Job): GateState[] {
  if (request === undefined) return [];
  return request.spec.gates.map(gate => {
    const approvers = decisions
      .filter(({ category, decision }) => category === gate.category && decision === 'approved')
      .map(({ by }) => by.id);
    return { gate, approvers, satisfied: approvers.length >= gate.needs };
  });
}

/** Gates that still want somebody, in words; none when all are met. */
export function missingGates(job: Job): string[] {
  const open = gateStates(job)
    .filter(({ satisfied }) => !satisfied)
    .map(({ gate: { category, needs }, approvers }) => `${category} (${approvers.length} of ${needs})`);
  return job.review?.verdict === 'fail' ? [...open, `a passing review (${job.review.code ?? 'failed'})`] : open;
}

import type { Button, Span } from '../chat/reply.ts';
import { msBetween } from '../instants.ts';
import type { Instant } from '../message.ts';
import { formatDuration } from '../units.ts';
import { gateStates, type StateName } from './rules.ts';
import type { Job } from './state.ts';
import { visible } from './visible.ts';
import type { Gate, JobSpec } from './work.ts';

/** What the cards of a job are put together from. */

/** What a card needs of its reader's surroundings. */
export interface Telling {
  now: Instant;
  /** An instant as the reader's clock shows it. */
  time(at: Instant): string;
  /** A person as the reader knows them, by agent id. */
  who(agentId: string): string;
  /** The machine that the work is done on. */
  where: string;
}

export interface Standing {
  jobId: string;
  state: StateName;
  job: Job;
}

export type Row = [label: string, value: string];

const valueMax = 380;

/** A label and its value; a long value takes several rows and loses nothing. */
export function rows(label: string, value: string): Row[] {
  const letters = [...visible(value)];
  if (letters.length <= valueMax) return [[label, letters.join('')]];
  const pieces = Math.ceil(letters.length / valueMax);
  return Array.from({ length: pieces }, (_, index) => [
    `${label} ${index + 1}/${pieces}`.slice(0, 60),
    letters.slice(index * valueMax, (index + 1) * valueMax).join(''),
  ]);
}

/** `21 s left`; `over` once it has passed. */
export function left(at: Instant, { now, time }: Telling): string {
  const ms = msBetween(now, at);
  return ms <= 0 ? `${time(at)} (over)` : `${time(at)} (in ${formatDuration(ms)})`;
}

/** What an approval is bound to, as shown: the first 8 digits of the plan's hash. */
export function digestOf({ planHash }: Pick<JobSpec, 'planHash'>): string {
  return planHash.slice(0, 8);
}

/** The digest and, after the dot, which time round it is: a card from before a recovery decides nothing. */
function shownMark(job: Job): string {
  return `${digestOf(job.request!.spec)}.${job.epoch.toString(36)}`;
}

/** One line for each gate: who has met it, or who is missing. */
export function gateLines(job: Job, { who }: Telling): Span[][] {
  const { spec, by } = job.request!;
  return gateStates(job).map(({ gate, approvers, satisfied }) => {
    const names = approvers.map(id => visible(who(id))).join(', ');
    if (satisfied) return [`☑ ${gate.category}: ${names}`];
    const count = `${approvers.length} of ${gate.needs}`;
    const others = bars(gate, spec) ? `, and not ${visible(who(by.id))}, who asked for it` : '';
    return [`☐ ${gate.category}: ${count}${names === '' ? '' : ` (${names})`}${others}`];
  });
}

/** Whether the requester's own word does not count. */
function bars({ fourEyes }: Gate, { risk }: Pick<JobSpec, 'risk'>): boolean {
  return fourEyes || risk === 'high';
}

/** A press is a command as if typed; at most 64 bytes. */
export function press(label: string, line: string): Button {
  return { label: label.slice(0, 40), data: `v1:run:${line}` };
}

/** Yes and no for each gate that is open, bound to what was shown. */
export function decisionButtons(job: Job): Button[][] {
  const open = gateStates(job).filter(({ satisfied }) => !satisfied);
  const mark = shownMark(job);
  return open.map(({ gate: { category } }) => {
    const about = open.length === 1 ? '' : ` ${category}`;
    const line = `${job.jobId} ${category} ${mark}`;
    return [press(`Approve${about}`, `approve:${line}`), press(`Deny${about}`, `reject:${line}`)];
  });
}

/** `▓▓▓▓░░░░░░ 43 %` */
export function bar(percent: number): string {
  const full = Math.round(percent / 10);
  return `${'▓'.repeat(full)}${'░'.repeat(10 - full)} ${Math.floor(percent)} %`;
}

import type { Words } from '../../actors/forensics/ports.ts';
import type { JobEvent } from '../../domain/job/events.ts';
import type { Fact } from '../../domain/upcast.ts';
import { wordsFor } from '../../projections/wording.ts';

type Speaker = {
  [Type in JobEvent['type']]?: (data: Extract<JobEvent, { type: Type }>) => [string, Words['level']?, string?];
};

/** The life of a job in words; the lists of the read models name these events by their type alone. */
const jobs: Speaker = {
  JobRequested: ({ by, spec }) => [`${by.id} (${by.role}) asked for: ${spec.title}`],
  PlanAttached: ({ by, summary }) => [`${by.id} attached a plan: ${summary}`],
  JobReviewed: ({ by, verdict, code }) => [`${by.id} reviewed it: ${verdict}${code === undefined ? '' : ` (${code})`}`],
  ApprovalRecorded: ({ by, category, decision, note }) => [
    `${by.id} (${by.role}) ${decision} it, as ${category}${note === undefined ? '' : `: ${note}`}`,
    decision === 'approved' ? 'info' : 'warn',
  ],
  JobApproved: () => ['every gate is met; it waits to be resumed'],
  JobQueued: ({ by }) => [`${by.id} put it in the queue`],
  LeaseClaimed: ({ owner, fence }) => [`${owner} took it, under fence ${fence}`],
  AttemptStarted: ({ attempt, deadlineAt }) => [`attempt ${attempt} began; it must end by ${deadlineAt}`],
  Progress: ({ note, percent }) => [percent === undefined ? note : `${note} (${percent} %)`],
  AttemptFailed: ({ attempt, failure, retryAt }) => [
    `attempt ${attempt} failed: ${failure.message}${retryAt === undefined ? '' : `; again at ${retryAt}`}`,
    'warn',
    failure.code,
  ],
  LeaseExpired: ({ attempt }) => [`the worker of attempt ${attempt} was lost`, 'warn', 'lease_expired'],
  JobSucceeded: ({ result, durationMs }) => [`it succeeded after ${durationMs} ms: ${result.summary}`],
  JobFailed: ({ failure, needsOperator }) => [
    `it failed: ${failure.message}${needsOperator === undefined ? '' : '; a person has to decide'}`,
    'error',
    failure.code,
  ],
  CancelRequested: ({ by, reason }) => [`${by.id} asked to stop it: ${reason}`, 'warn'],
  JobCanceled: ({ by, reason }) => [`${by.id} stopped it: ${reason}`, 'warn'],
  JobExpired: ({ what }) => [`its time ran out: ${what}`, 'warn'],
  JobRecovered: ({ by, reason }) => [`${by.id} took it up again: ${reason}`],
  TransitionRefused: ({ by, command, from, reason, code }) => [
    `${by.id} was refused ${command} while it was ${from}: ${reason}`,
    'warn',
    code,
  ],
};

/** An event in words, for looking back. Total. */
export function wordsOf(event: Fact): Words {
  const speak = (jobs as Record<string, ((data: unknown) => [string, Words['level']?, string?]) | undefined>)[
    event.type
  ];
  if (speak === undefined) return wordsFor(event);
  try {
    const [text, level = 'info', code] = speak({ ...event.data, type: event.type });
    return { text: text.slice(0, 600), level, code: code ?? null };
  } catch {
    return wordsFor(event); // It is in a shape that this program cannot read: its type says it.
  }
}

import type { Reply } from '../../../domain/chat/reply.ts';
import { paragraph } from '../../../domain/chat/reply.ts';
import { jobCard } from '../../../domain/job/card.ts';
import type { Telling } from '../../../domain/job/card-parts.ts';
import { readJobId } from '../../../domain/job/id.ts';
import { nextSteps } from '../../../domain/job/rules.ts';
import type { Autonomy, JobSpec } from '../../../domain/job/work.ts';
import type { Agent, Instant } from '../../../domain/message.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { EventStore } from '../../ports.ts';
import type { Chain, Jobs, Standing } from '../../work/jobs.ts';
import type { AcceptedCommand, Question } from '../answer.ts';
import type { JobQueries } from '../query-ports.ts';

/** What is enough to look at a job. */
export interface LookSources {
  jobs: Pick<Jobs, 'state'>;
  /** Whoever reads it, and when. */
  telling(timeZone: string, now: Instant): Telling;
  store: Pick<EventStore, 'readStream'>;
}

/** What the commands about jobs are answered from. */
export interface JobSources extends LookSources {
  jobs: Jobs;
  /** The plan of a task, or of a probe. @throws {Refusal} `not_found`, `invalid_request`, `policy_blocked`. */
  plans: {
    task(args: Record<string, unknown>, by: Agent): JobSpec;
    probe(kind: string, target: string): JobSpec;
  };
  /** Chats that see every request that needs approval: the cards there are kept up to date anyway. */
  approvalChats: readonly number[];
  /** One request of heavy work, or a recovery, of a person. @throws {Refusal} `rate_limited`, `service_degraded`. */
  takeHeavy(who: string): void;
  changeMode(mode: Autonomy, by: Agent, commandId: string, chain: Chain): Promise<void>;
  queries: JobQueries;
}

/** An act as it is ordered: its id, derived from the command, and its chain. */
export interface Act {
  command: AcceptedCommand;
  orderId: string;
  chain: Chain;
}

/** @throws {Refusal} `forbidden` where nothing can be ordered. */
export function actOf({ command, correlationId }: Question): Act {
  if (command === undefined) throw new Refusal('forbidden', 'From here one can only look.');
  const { id, causationId } = command;
  return { command, orderId: `${id}/act`, chain: { correlationId, causationId } };
}

/** The job that a command names. @throws {Refusal} `not_found`. */
export async function jobNamed(
  { args }: Pick<Question, 'args'>,
  { jobs }: Pick<LookSources, 'jobs'>,
): Promise<Standing> {
  const jobId = readJobId(String(args.job));
  const standing = await jobs.state(jobId);
  if (standing !== undefined) return standing;
  throw new Refusal('not_found', `There is no job ${jobId}.`, { hint: 'See /list for those there are.' });
}

/** Whether the order was taken, now or before a crash. */
export function isTaken({ job }: Standing, orderId: string): boolean {
  return job.taken.some(({ commandId }) => commandId === orderId);
}

/**
 * What came of an act, in a line, above the card. In a chat whose card of the job is kept up to date a typed command
 * gets the line alone: one message shows the job.
 */
export function cardAfter(line: string, standing: Standing, question: Question, { telling }: JobSources): Reply {
  const { chatId, timeZone, at, command } = question;
  const said = paragraph({ text: line, style: 'bold' });
  const hasCard = standing.job.followers.some(follower => follower.chatId === chatId);
  if (hasCard && command?.pressed !== true)
    return { blocks: [said, paragraph(nextSteps(standing.state, standing.job))], buttons: [] };
  const card = jobCard(standing, telling(timeZone, at));
  return { ...card, blocks: [said, ...card.blocks] };
}

/** From now on the answer to this command is the job's card in its chat. A repeat changes nothing. */
export async function follow(standing: Standing, question: Question, { jobs }: JobSources): Promise<Standing> {
  const { command, chain } = actOf(question);
  const { follows } = command;
  if (follows === undefined) return standing;
  const follower = { chatId: question.chatId, ...follows, replyId: `${command.id}/0` };
  return jobs.order(standing.jobId, 'Follow', { follower }, question.by, `${command.id}/follow`, chain);
}

import { type Block, type Button, code, heading, paragraph, type Reply } from '../../../domain/chat/reply.ts';
import { terminalStates } from '../../../domain/job/machine.ts';
import type { JobSpec } from '../../../domain/job/work.ts';
import { type ErrorClass, Refusal, type RefusalCode, refusalCodes } from '../../../domain/refusal.ts';
import { readGraphRequest } from '../../../domain/render/plan.ts';
import type { SeriesRequest } from '../../../domain/sample/series-request.ts';
import type { Standing } from '../../work/jobs.ts';
import type { Answer } from '../answer.ts';
import { actOf, type JobSources } from '../jobs/sources.ts';
import type { Samples } from '../sample-ports.ts';
import { hostsMeant } from './known-hosts.ts';

export interface GraphSources {
  work: Pick<JobSources, 'jobs'>;
  samples: Pick<Samples, 'hosts'>;
  machines: { thisHost: string };
  plan(asked: SeriesRequest, hosts: string[], timeZone: string): JobSpec;
}

/** A turn, two drawings and the log: what the ladder may take by its own limits, within a command's deadline. */
const awaitMs = 9_000;
const windows = ['30m', '6h', '24h', '7d'];

/**
 * /graph: a render job, and its picture as the answer; asked again after a crash it is the same job.
 * @throws {Refusal} also the code that drawing ended with, when there is nothing to show.
 */
export function graphAnswer({ work, samples, machines, plan }: GraphSources): Answer {
  return async question => {
    const { args, at, timeZone, by, signal } = question;
    const asked = readGraphRequest(String(args.what ?? ''), Date.parse(at), timeZone);
    const hosts = (await hostsMeant(samples, asked.hosts, machines.thisHost)).map(({ host }) => host);
    const { command, orderId, chain } = actOf(question);
    const spec = plan(asked, hosts, timeZone);
    const { jobId } = await work.jobs.request({ spec, key: command.id, by, commandId: orderId, chain });
    const now = await work.jobs.awaitEnd(jobId, awaitMs, signal);
    return pictureOf(requireEnd(jobId, now), asked);
  };
}

function requireEnd(jobId: string, now: Standing | undefined): Standing {
  if (now === undefined || !terminalStates.includes(now.state))
    throw new Refusal('deadline_exceeded', `The chart is still being drawn as job ${jobId}.`, {
      hint: `/status ${jobId} shows how it goes; a shorter range is drawn sooner.`,
    });
  if (now.state === 'succeeded') return now;
  const { code: failed, message } = now.job.lastFailure ?? { code: 'GRAPH_DISABLED', message: now.job.ending ?? '' };
  const known = failed in refusalCodes ? (failed as RefusalCode) : codeOf(now.job.lastFailure?.class);
  throw new Refusal(known, message);
}

function codeOf(errorClass: ErrorClass | undefined): RefusalCode {
  return errorClass === 'timeout' ? 'deadline_exceeded' : 'internal_error';
}

function pictureOf({ job }: Standing, { metrics, hosts, options }: SeriesRequest): Reply {
  const { data, media } = job.result!;
  const lines = (data.lines ?? []) as string[];
  const blocks: Block[] =
    media === undefined
      ? [heading('As text: no picture could be drawn'), code(lines.join('\n'))]
      : lines.map(line => paragraph(line));
  const words = [...metrics, ...hosts.map(host => `@${host}`), ...options];
  return { blocks, buttons: windowButtons(words), ...(media === undefined ? {} : { media }) };
}

/** Only those that a button can hold: 64 bytes. */
function windowButtons(words: string[]): Button[][] {
  const row = windows
    .map(window => ({ label: window, data: `v1:run:graph:${[...words, window].join(' ')}` }))
    .filter(({ data }) => Buffer.byteLength(data) <= 64);
  return row.length === 0 ? [] : [row];
}

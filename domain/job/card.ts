import { type Block, type Button, bold, code, facts, heading, paragraph, type Reply } from '../chat/reply.ts';
import { msBetween } from '../instants.ts';
import { formatDuration } from '../units.ts';
import {
  bar,
  decisionButtons,
  digestOf,
  gateLines,
  left,
  press,
  type Row,
  rows,
  type Standing,
  type Telling,
} from './card-parts.ts';
import { visible } from './visible.ts';

/**
 * A job as a chat shows it: one message that follows it from the request to its end. Pure. Nothing that a person
 * wrote can hide in it (see `visible.ts`); buttons say what was shown, so that a late press decides on nothing else.
 */

/** More of a plan than this does not fit a card: then it is decided on where all of it is shown. */
const planMax = 2400;

/** The card of a job in whatever state it is. `whole`: all of the plan, however long. */
export function jobCard(standing: Standing, telling: Telling, whole = false): Reply {
  switch (standing.state) {
    case 'requested':
      return approvalCard(standing, telling, whole);
    case 'approved':
      return approvedCard(standing, telling, whole);
    case 'queued':
    case 'running':
      return progressCard(standing, telling, whole);
    default:
      return finalCard(standing, telling, whole);
  }
}

/** Who asks, for exactly what, where, at which risk, how it is undone, until when, and whose word is missing. */
function approvalCard(standing: Standing, telling: Telling, whole: boolean): Reply {
  const { job } = standing;
  const plan = planRows(standing);
  const isCut = !whole && lengthOf(plan) > planMax;
  const decisions = isCut ? [] : decisionButtons(job);
  return card(
    standing,
    'waits for approval',
    [
      facts(...requestRows(standing, telling), ...(isCut ? [] : plan), ...rows('rollback', job.request!.spec.rollback)),
      ...(isCut ? [paragraph('Its plan is longer than a card: press Details, and decide there.')] : []),
      ...judgements(standing, telling),
      { type: 'list', items: gateLines(job, telling) },
      paragraph('Open until ', bold(left(job.dueAt!, telling)), '. Approving starts nothing: it takes a /resume, too.'),
    ],
    [...decisions, [...(whole ? [] : [details(standing)]), press('Stop', `stop:${standing.jobId}`)]],
  );
}

function approvedCard(standing: Standing, telling: Telling, whole: boolean): Reply {
  const { job, jobId } = standing;
  const approved = job.request!.spec.gates.length === 0 ? 'It needs nobody’s approval.' : undefined;
  return card(
    standing,
    'approved, waits to be resumed',
    [
      facts(...requestRows(standing, telling), ...(whole ? planRows(standing) : [])),
      ...(approved === undefined ? [{ type: 'list' as const, items: gateLines(job, telling) }] : [paragraph(approved)]),
      paragraph('To be resumed until ', bold(left(job.dueAt!, telling)), '.'),
    ],
    [[press('Resume', `resume:${jobId}`), press('Stop', `stop:${jobId}`)], ...(whole ? [] : [[details(standing)]])],
  );
}

function progressCard(standing: Standing, telling: Telling, whole: boolean): Reply {
  const { job, jobId, state } = standing;
  const { progress, cancel, lastFailure } = job;
  const lines = progress?.lines.map(visible).join('\n') ?? '';
  const said = progress === undefined ? [] : [paragraph(visible(progress.note))];
  return card(
    standing,
    state === 'queued' ? 'QUEUED' : 'RUNNING',
    [
      facts(...progressRows(standing, telling), ...(whole ? planRows(standing) : [])),
      ...(lastFailure === undefined ? [] : [paragraph(`The attempt before failed: ${visible(lastFailure.message)}`)]),
      ...(cancel === undefined
        ? []
        : [
            paragraph(
              bold('Asked to stop'),
              ` by ${visible(telling.who(cancel.by.id))}; it is over by ${telling.time(cancel.forceAt)} at the latest.`,
            ),
          ]),
      ...(state === 'running' ? said : []),
      ...(state === 'running' && lines !== '' ? [code(lines)] : []),
    ],
    [[...(cancel === undefined ? [press('Stop', `stop:${jobId}`)] : []), press('Why', `why:${jobId}`)]],
  );
}

/** What became of it, short enough to be an edit. */
function finalCard(standing: Standing, telling: Telling, whole: boolean): Reply {
  const { job, state, jobId } = standing;
  const again = state === 'succeeded' ? [] : [press('Recover …', `recover:${jobId}`)];
  return card(
    standing,
    state.toUpperCase(),
    [
      ...endBlocks(standing, telling),
      facts(
        ...endRows(standing, telling),
        ...(whole ? [...requestRows(standing, telling), ...planRows(standing)] : []),
      ),
      ...(job.needsOperator === undefined
        ? []
        : [paragraph(bold('A person has to decide: whether it ran is not known.'))]),
    ],
    [[press('Why', `why:${jobId}`), ...(whole ? [] : [details(standing)]), ...again]],
  );
}

/** The last word: a message of its own, so that it notifies; with what came of it. */
export function endNotice(standing: Standing, telling: Telling): Reply {
  const { job, jobId } = standing;
  const { output, media } = job.result ?? {};
  const isShort = output !== undefined && output.length <= 1500;
  const shown = output === undefined || output === '' ? [] : isShort ? [code(visible(output))] : [];
  const end = card(
    standing,
    standing.state.toUpperCase(),
    [...endBlocks(standing, telling), ...shown],
    [[press('Why', `why:${jobId}`), press('Details', `status:${jobId} whole`)]],
  );
  if (media !== undefined) return { ...end, media };
  if (output === undefined || isShort) return end;
  return { ...end, file: { name: `${job.request!.spec.name}-${jobId}.txt`, mime: 'text/plain', text: output } };
}

function endBlocks(standing: Standing, telling: Telling): Block[] {
  const { job, state } = standing;
  const words = {
    succeeded: job.result?.summary,
    failed: job.lastFailure?.message,
    canceled: job.ending,
    expired: job.ending,
  }[state as string];
  const code = state === 'failed' && job.lastFailure !== undefined ? ` (${job.lastFailure.code})` : '';
  const took =
    job.startedAt === undefined || job.endedAt === undefined
      ? ''
      : ` after ${formatDuration(msBetween(job.startedAt, job.endedAt))}`;
  const at = job.endedAt === undefined ? '' : ` at ${telling.time(job.endedAt)}`;
  return [
    paragraph(bold(`${marks[state] ?? ''} ${state}${code}`.trim()), `${took}${at}`),
    ...(words === undefined || words === '' ? [] : [paragraph(visible(words))]),
  ];
}

const marks: Record<string, string> = { succeeded: '✓', failed: '✗', canceled: '■', expired: '◷' };

function card({ job, jobId }: Standing, state: string, blocks: Block[], buttons: Button[][]): Reply {
  const { title } = job.request!.spec;
  const mark = paragraph({ text: `#${jobId}·${job.epoch}.${job.news}`, style: 'italic' });
  return {
    blocks: [heading(`${jobId} ${state}`), paragraph(bold(visible(title))), ...blocks, mark],
    buttons: buttons.filter(row => row.length > 0).slice(0, 12),
  };
}

function requestRows({ job }: Standing, telling: Telling): Row[] {
  const { spec, by, at, schedule } = job.request!;
  return [
    ...rows('asked by', `${telling.who(by.id)}, ${by.role}, at ${telling.time(at)}`),
    ...(schedule === undefined ? [] : rows('by schedule', schedule)),
    ...rows('where', telling.where),
    ['risk', `${spec.risk}, ${spec.route}${spec.idempotent ? '' : ', never run twice'}`],
    ['digest', digestOf(spec)],
    ...(job.epoch === 0 ? [] : [['recovered', `${job.epoch} times; approvals from before are void`] as Row]),
  ];
}

function planRows({ job }: Standing): Row[] {
  return job.request!.spec.plan.flatMap(([label, value]) => rows(visible(label), value));
}

function progressRows({ job, state }: Standing, telling: Telling): Row[] {
  const { limits } = job.request!.spec;
  if (state === 'queued')
    return [
      ...(msBetween(telling.now, job.availableAt!) > 1000 ? [['due', left(job.availableAt!, telling)] as Row] : []),
      ['expires', left(job.dueAt!, telling)],
    ];
  const { percent } = job.progress ?? {};
  return [
    ['elapsed', `${formatDuration(msBetween(job.startedAt!, telling.now))}, since ${telling.time(job.startedAt!)}`],
    ['attempt', `${job.attempt} of ${limits.attemptsMax}`],
    ...(percent === undefined ? [] : [['done', bar(percent)] as Row]),
  ];
}

function endRows({ job }: Standing, telling: Telling): Row[] {
  const { by } = job.request!;
  const attempts: Row[] = job.attempt === 0 ? [] : [['attempts', String(job.attempt)]];
  return [...rows('asked by', telling.who(by.id)), ...attempts];
}

function judgements({ job }: Standing, { who }: Telling): Block[] {
  const { plan, review } = job;
  return [
    ...(plan === undefined
      ? []
      : [paragraph(bold('Plan'), ` of ${visible(who(plan.by.id))}: ${visible(plan.summary)}`)]),
    ...(review === undefined
      ? []
      : [
          paragraph(
            bold('Review'),
            ` of ${visible(who(review.by.id))}: ${review.verdict}${review.code === undefined ? '' : ` (${review.code})`}`,
          ),
        ]),
  ];
}

const details = ({ jobId }: Standing): Button => press('Details', `status:${jobId} whole`);
const lengthOf = (all: Row[]) => all.reduce((sum, [label, value]) => sum + label.length + value.length + 3, 0);

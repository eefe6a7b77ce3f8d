import { bold, heading, paragraph, type Reply, says, table } from '../../../domain/chat/reply.ts';
import { formatDuration } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { AnswerQueries, OpsNow } from '../query-ports.ts';

/** What waits and what runs, by class: how much of how much, and for how long. */
export function queueAnswer(queries: Pick<AnswerQueries, 'ops'>): Answer {
  return async (): Promise<Reply> => {
    const now = await queries.ops({});
    const { jobs, commands, outbox, asOf } = now;
    const rows = Object.entries(jobs.pressureByClass).map(
      ([name, { queued, queuedMax, running, runningMax, oldestQueuedMs }]) => [
        name,
        `${queued}/${queuedMax}`,
        `${running}/${runningMax}`,
        oldestQueuedMs === null ? '–' : formatDuration(oldestQueuedMs),
      ],
    );
    return {
      ...says(
        heading('Queues'),
        paragraph(bold(verdict(now))),
        table(['class', 'waits', 'runs', 'oldest'], rows),
        paragraph(
          `${commands.untaken} messages to take, ${commands.unanswered} to answer, ${outbox.pending} replies to deliver.`,
        ),
        asOfLine(asOf),
      ),
      buttons: [
        [
          { label: '↻ Refresh', data: 'v1:run:queue' },
          { label: 'Ops', data: 'v1:run:ops' },
        ],
      ],
    };
  };
}

function verdict({ jobs }: OpsNow): string {
  const classes = Object.entries(jobs.pressureByClass);
  const full = classes.filter(([, { queued, queuedMax }]) => queued >= queuedMax).map(([name]) => name);
  if (full.length > 0) return `Full: ${full.join(', ')}. What comes now is refused.`;
  if (jobs.stale > 0) return `${jobs.stale} running past the end of their lease.`;
  const waiting = classes.reduce((sum, [, { queued }]) => sum + queued, 0);
  return waiting === 0 ? 'Nothing waits.' : `${waiting} wait for their turn.`;
}

import { bold, facts, heading, paragraph, says } from '../../../domain/chat/reply.ts';
import type { ModeNow } from '../../../domain/policy/modes.ts';
import { formatBytes, formatDuration, formatQuantity } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { ChartsStatus } from '../chart-ports.ts';
import type { AnswerQueries } from '../query-ports.ts';
import { clockTime } from '../times.ts';
import type { Vitals } from '../vitals-ports.ts';

/** This service in a few lines: what it is, how long it has been up, what is open. */
export function statusAnswer(vitals: Vitals, queries: Pick<AnswerQueries, 'openWork'>): Answer {
  return async ({ timeZone }) => {
    const { build, host, uptimeMs, telegram, eventStore, mode, charts, actors, memoryBytes, loopDelayMs } =
      vitals.status();
    const troubled = (await vitals.vitals()).filter(({ state }) => state !== 'ok');
    const { totals, asOf } = await queries.openWork();
    const judgement = troubled.length === 0 ? 'well' : `in trouble: ${troubled.map(({ name }) => name).join(', ')}`;
    return {
      ...says(
        heading(`Binnacle on ${host}`),
        paragraph('The service is ', bold(judgement), `, up ${formatDuration(uptimeMs)}.`),
        facts(
          ['version', build],
          ['telegram', telegram],
          ['event log', eventStore],
          ['mode', modeLine(mode, timeZone)],
          ['actors', actorsLine(actors)],
          ['charts', chartsLine(charts)],
          ['open', `${totals.untaken} to take, ${totals.unanswered} to answer, ${totals.replies} to deliver`],
          ['memory', formatBytes(memoryBytes)],
          ['loop delay', `${loopDelayMs.toFixed(1)} ms (p99)`],
        ),
        asOfLine(asOf),
      ),
      buttons: [
        [
          { label: '↻ Refresh', data: 'v1:run:status' },
          { label: 'Health', data: 'v1:run:health' },
        ],
      ],
    };
  };
}

function modeLine({ mode, why, since }: ModeNow, timeZone: string): string {
  return mode === 'normal' ? mode : `${mode} since ${clockTime(since, timeZone).slice(0, 8)}: ${why}`.slice(0, 400);
}

function chartsLine({ capability, cause, busySlots, slots, waiting, fonts }: ChartsStatus): string {
  const why = cause === undefined ? '' : ` (${cause})`;
  const font = fonts.find(({ state }) => state === 'ok')?.family ?? 'font not looked at yet';
  return `${capability}${why}, ${busySlots} of ${slots} drawing, ${waiting} waiting, ${font}`;
}

function actorsLine({
  live,
  waiting,
  parked,
  restarts,
}: {
  live: number;
  waiting: number;
  parked: number;
  restarts: number;
}): string {
  const trouble = [
    parked > 0 ? `${parked} parked` : '',
    restarts > 0 ? formatQuantity(restarts, 'restart') : '',
  ].filter(Boolean);
  return [`${live} awake`, `${waiting} waiting`, ...trouble].join(', ');
}

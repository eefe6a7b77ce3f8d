import { code, type Reply, says } from '../../../domain/chat/reply.ts';
import { formatDuration } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import type { AnswerQueries, OpsNow } from '../query-ports.ts';
import { clockTime } from '../times.ts';
import { burnText, percentText } from './slo-wording.ts';

/** The whole in at most ten lines: an operator knows in ten seconds whether something has to be done. */
export function opsAnswer(queries: Pick<AnswerQueries, 'ops'>): Answer {
  return async ({ args }): Promise<Reply> => {
    const windowMinutes = typeof args.hours === 'number' ? args.hours * 60 : undefined;
    const now = await queries.ops(windowMinutes === undefined ? {} : { windowMinutes });
    return {
      ...says(code(opsLines(now).join('\n'))),
      buttons: [
        [
          { label: '↻ Refresh', data: 'v1:run:ops' },
          { label: 'Queue', data: 'v1:run:queue' },
          { label: 'Breakers', data: 'v1:run:breakers' },
        ],
      ],
    };
  };
}

const widest = 60;

export function opsLines(now: OpsNow): string[] {
  return [
    headLine(now),
    row('jobs', jobsText(now)),
    row('age', ageText(now)),
    row('lease', leaseText(now)),
    row('idem', idemText(now)),
    row('break', breakText(now)),
    row('slo', sloText(now)),
    ...whyLines(now.reasons),
  ].map(line => (line.length <= widest ? line : `${line.slice(0, widest - 1)}…`));
}

const row = (name: string, text: string) => `${name.padEnd(7)}${text}`;
const age = (ms: number | null) => (ms === null ? '–' : formatDuration(ms));

function headLine({ status, healthScore, generatedAt, asOf }: OpsNow): string {
  const behind = asOf.lagEvents === 0 ? 'lag 0 s' : `lag ${(asOf.lagMs / 1000).toFixed(1)} s`;
  return `OPS ${status} ${healthScore.toFixed(2)} · as of ${clockTime(generatedAt, 'UTC').slice(0, 8)}Z, ${behind}`;
}

function jobsText({ jobs: { byState, failed24h } }: OpsNow): string {
  const { requested, approved, queued, running } = byState;
  return `req ${requested}  appr ${approved}  queue ${queued}  run ${running}  fail24h ${failed24h}`;
}

function ageText({ jobs: { oldestQueuedMs, oldestRunningMs }, commands }: OpsNow): string {
  const open = commands.untaken + commands.unanswered;
  const asked = open === 0 ? '' : ` · ${open} cmd ${age(commands.oldestMs)}`;
  return `oldest queued ${age(oldestQueuedMs)}, running ${age(oldestRunningMs)}${asked}`;
}

function leaseText({ leases, approvals }: OpsNow): string {
  const since = approvals.pending === 0 ? '' : ` (${age(approvals.oldestMs)})`;
  return `active ${leases.active}, stale ${leases.stale} · approvals waiting ${approvals.pending}${since}`;
}

function idemText({ idempotency24h: { replays, conflicts }, timeouts }: OpsNow): string {
  const work = timeouts.work + timeouts.lease;
  return `24h replay ${replays}, conflict ${conflicts} · timeouts cmd ${timeouts.command}, work ${work}`;
}

function breakText({ breakers, bulkheads, outbox }: OpsNow): string {
  const open = breakers.filter(({ state }) => state !== 'closed').length;
  const use = Math.max(0, ...bulkheads.map(({ active, max }) => (max === 0 ? 0 : active / max)));
  const failed = outbox.failed === 0 ? '' : `, failed ${outbox.failed}`;
  return `open ${open} · bulkhead ${Math.round(use * 100)} % · outbox ${outbox.pending}${failed}`;
}

function sloText({ goodRatio, latencyMs, errorBudget }: OpsNow): string {
  const commands = errorBudget.find(({ sli }) => sli === 'commands');
  const good = goodRatio === null ? 'no traffic' : `ok ${(Math.floor(goodRatio * 10_000) / 100).toFixed(2)} %`;
  const p95 = latencyMs.p95 === null ? '' : `  p95 ${latencyMs.p95} ms`;
  if (commands === undefined) return `${good}${p95}`;
  const { remaining, burn1h, burn6h } = commands;
  return `${good}${p95}  budget ${percentText(remaining)}  burn ${burnText(burn1h)}/${burnText(burn6h)}`;
}

/** The worst two; the rest is counted, and stands whole in the queries. */
function whyLines(reasons: readonly string[]): string[] {
  if (reasons.length === 0) return [row('why', 'none')];
  const more = reasons.length > 2 ? ` (+${reasons.length - 2})` : '';
  return reasons
    .slice(0, 2)
    .map((reason, index) => row(index === 0 ? 'why' : '', index === 1 ? reason + more : reason));
}

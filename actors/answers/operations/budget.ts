import { facts, heading, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { formatDuration } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { AnswerQueries, SloIndicator } from '../query-ports.ts';
import { freezeLine, objectiveText, percentText, sliNames } from './slo-wording.ts';

/** What is left of each error budget in 30 days, who answers for it, and what may be released. */
export function budgetAnswer(queries: Pick<AnswerQueries, 'slo'>): Answer {
  return async (): Promise<Reply> => {
    const { indicators, freeze, asOf } = await queries.slo();
    const rows = indicators.map((indicator): [string, string] => [sliNames[indicator.sli], left(indicator)]);
    return {
      ...says(heading('Error budgets, 30 days'), facts(...rows), paragraph(...freezeLine(freeze)), asOfLine(asOf)),
      buttons: [
        [
          { label: '↻ Refresh', data: 'v1:run:budget' },
          { label: 'Objectives', data: 'v1:run:slo' },
        ],
      ],
    };
  };
}

const slotMs = 10_000;

function left(indicator: SloIndicator): string {
  const { sli, allowedBad, remaining, usedIn7d, windows, owner, quiet } = indicator;
  const { good, bad } = windows['30d'];
  if (good + bad === 0) return `nothing counted yet · ${objectiveText(indicator)} · ${owner}`;
  // A share of so few would frighten for nothing.
  const few = quiet && remaining < 0;
  const spent =
    sli === 'availability'
      ? `${formatDuration(bad * slotMs)} of ${formatDuration(Math.round(allowedBad * slotMs))} down`
      : `${bad} bad, ${Number(allowedBad.toPrecision(3))} allowed of ${good + bad}`;
  const share = few ? 'too little traffic to judge' : `${percentText(remaining)} left`;
  const pace = `${percentText(usedIn7d)} used in 7 d`;
  return `${share} · ${spent}${few ? '' : ` · ${pace}`} · ${objectiveText(indicator)} · ${owner}`;
}

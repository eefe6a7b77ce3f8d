import { bold, heading, paragraph, type Reply, says, table } from '../../../domain/chat/reply.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { AnswerQueries, SloIndicator } from '../query-ports.ts';
import { burnOf, freezeLine, ratioOf, sliNames } from './slo-wording.ts';

/** Each indicator over 30 days: how much was good, what is left of the budget, how fast it is spent, what is slow. */
export function sloAnswer(queries: Pick<AnswerQueries, 'slo'>): Answer {
  return async (): Promise<Reply> => {
    const { indicators, freeze, asOf } = await queries.slo();
    const rows = indicators.map(indicator => [sliNames[indicator.sli], ratioOf(indicator), burnOf(indicator)]);
    return {
      ...says(
        heading('Objectives, 30 days'),
        table(['', 'good', 'burn 1h/3d'], rows),
        ...slowness(indicators),
        ...firing(indicators),
        paragraph(...freezeLine(freeze)),
        asOfLine(asOf),
      ),
      buttons: [
        [
          { label: '↻ Refresh', data: 'v1:run:slo' },
          { label: 'Budget', data: 'v1:run:budget' },
        ],
      ],
    };
  };
}

/** Only what has a target: half, 95 % and 99 % of the last hour. */
function slowness(indicators: readonly SloIndicator[]) {
  const timed = indicators.filter(({ targetMs, latencyMs }) => targetMs.p95 !== null && latencyMs['1h'].p95 !== null);
  if (timed.length === 0) return [];
  const rows = timed.flatMap(({ sli, targetMs, latencyMs }) =>
    (['p50', 'p95', 'p99'] as const).map(name => {
      const [took, target] = [latencyMs['1h'][name], targetMs[name]];
      return [`${sliNames[sli]} ${name}`, `${took} ms`, target !== null && took! > target ? `over ${target}` : 'ok'];
    }),
  );
  return [table(['last hour', 'took', 'target'], rows)];
}

function firing(indicators: readonly SloIndicator[]) {
  const alerts = indicators.flatMap(({ sli, firing, owner }) =>
    firing.map(({ severity, factor, long }) => [
      bold(severity),
      ` ${sliNames[sli]}: burn over ${factor} in ${long} (${owner})`,
    ]),
  );
  return alerts.length === 0 ? [] : [{ type: 'list' as const, items: alerts }];
}

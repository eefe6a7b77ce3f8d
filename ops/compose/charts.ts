import type { Files } from '../../actors/answers/file-ports.ts';
import type { Samples } from '../../actors/answers/sample-ports.ts';
import type { Log } from '../../actors/ports.ts';
import { renderPerformer } from '../../actors/rendering/render-performer.ts';
import type { Performer } from '../../actors/work/ports.ts';
import { type DrawingPool, drawingPool } from '../../adapters/charts/charts.ts';
import type { ChartsReport } from '../../adapters/charts/options.ts';
import type { Config } from '../config.ts';
import { alertRulesOf } from '../program/alert-rules.ts';
import type { Reports } from '../program/reports.ts';
import { systemClock as clock } from '../system-time.ts';

/** What draws, and the work that is done with it. The first process starts once the program is ready. */
export interface ChartsSide {
  charts: DrawingPool;
  render: Performer;
  warm(): void;
}

export function chartsSide(
  config: Config,
  { samples, files }: { samples: Samples; files: Files },
  tell: Reports,
  log: Log,
): ChartsSide {
  const charts = drawingPool({ ...config.charts, tell: report => told(report, tell, log) });
  const { ruleFor } = alertRulesOf(config);
  const levelOf = (host: string, metric: string) => ruleFor(host, metric)?.threshold;
  return {
    charts,
    render: renderPerformer({ charts, samples, files, clock, levelOf }),
    warm() {
      if (!config.charts.enabled) return;
      charts.warm().catch(err => log.warn({ err }, 'charts cannot be drawn now: they are answered as text'));
    },
  };
}

/** Whether charts can be drawn is a fact; what befalls one process is a line for the operator. */
function told(report: ChartsReport, tell: Reports, log: Log): void {
  if (report.type !== 'capability') return void log.info(report, 'drawing');
  const { capability, cause } = report;
  log.info({ capability, cause }, 'what charts can be drawn');
  tell.drawing(capability === 'unavailable' ? (cause ?? 'unavailable') : undefined);
}

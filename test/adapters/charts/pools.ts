import type { ExecutionContext } from 'ava';
import { ChartError, type Picture } from '../../../actors/answers/chart-ports.ts';
import { drawingPool } from '../../../adapters/charts/charts.ts';
import type { ChartsOptions, ChartsReport } from '../../../adapters/charts/options.ts';
import type { GraphCode } from '../../../domain/chart/graph-codes.ts';
import type { ChartSpec } from '../../../domain/chart/spec.ts';
import { specOf } from '../../domain/chart/specs.ts';

const faultyChild = new URL('./faulty-child.ts', import.meta.url);

/** A pool that ends with the test, and what it told. Its children suffer what titles say, see `faulty-child.ts`. */
export function poolOf(t: ExecutionContext, more: Partial<ChartsOptions> = {}) {
  const reports: ChartsReport[] = [];
  const told = (report: ChartsReport) => void reports.push(report);
  const pool = drawingPool({
    slots: 1,
    niceness: 0,
    renderMs: 20_000,
    slotWaitMs: 20_000,
    childModule: faultyChild,
    tell: told,
    ...more,
  });
  t.teardown(() => pool.close());
  const draw = (title: string, spec: Partial<ChartSpec> = {}) =>
    pool.draw(specOf({ title, ...spec }), { step: 'full' });
  return { pool, reports, draw };
}

/** The failure of a drawing that must fail with this code. */
export async function failureOf(t: ExecutionContext, code: GraphCode, drawing: Promise<Picture>): Promise<ChartError> {
  const error = await t.throwsAsync(drawing, { instanceOf: ChartError });
  t.is(error!.code, code, error!.message);
  return error!;
}

/** How processes ended, in their order. */
export function endsIn(reports: readonly ChartsReport[]) {
  return reports.filter(report => report.type === 'child_ended');
}

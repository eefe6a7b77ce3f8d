import { bold, type Span } from '../../../domain/chat/reply.ts';
import type { Sli } from '../../../domain/slo/objectives.ts';
import type { SloIndicator, SloNow } from '../query-ports.ts';

/** Indicators, shares and burn rates in few characters. */

export const sliNames: Record<Sli, string> = {
  availability: 'available',
  commands: 'commands',
  graphs: 'graphs',
  updateSafety: 'upd. safe',
  updateCompletion: 'upd. done',
  heavyJobs: 'jobs',
  heavyJobsWhole: 'jobs whole',
};

/** Rounded down, so that what is missing shows: 99.99 % is never shown as all. */
export function ratioOf({ windows }: Pick<SloIndicator, 'windows'>): string {
  const { ratio } = windows['30d'];
  return ratio === null ? 'none yet' : ratio === 1 ? '100 %' : `${(Math.floor(ratio * 10_000) / 100).toFixed(2)} %`;
}

export function burnOf({ windows }: Pick<SloIndicator, 'windows'>): string {
  return `${burnText(windows['1h'].burn)}/${burnText(windows['3d'].burn)}`;
}

export function burnText(burn: number): string {
  return burn >= 100 ? burn.toFixed(0) : burn.toFixed(1);
}

export function percentText(share: number): string {
  return `${Math.floor(Math.max(-9.99, share) * 100)} %`;
}

export function objectiveText({ objective }: Pick<SloIndicator, 'objective'>): string {
  return `objective ${Number((objective * 100).toFixed(4))} %`;
}

const levels: Record<SloNow['freeze']['level'], string> = {
  open: 'open',
  warned: 'open, with a warning',
  second_approver: 'with a second approver',
  fixes_only: 'fixes only',
  frozen: 'frozen, but for a rollback or a signed emergency',
};

/** What may be released, and why not more. */
export function freezeLine({ level, why }: SloNow['freeze']): Span[] {
  const because = why.length === 0 ? '' : `: ${why.slice(0, 3).join('; ')}`;
  return ['Releases: ', bold(levels[level]), because.slice(0, 400)];
}

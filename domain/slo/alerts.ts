import { burnRate, type Counts } from './budget.ts';
import type { Window } from './windows.ts';

/** When a burn wakes somebody: several windows, several rates (SRE workbook, chapter 5, method 6). */
export interface AlertRule {
  severity: 'page' | 'ticket';
  /** At least this burn rate, over both windows: the long one says that it matters, the short one that it still goes on. */
  factor: number;
  long: Window;
  short: Window;
}

/** 2 % of the budget in an hour, 5 % in six, 10 % in three days. */
export const alertRules: readonly AlertRule[] = [
  { severity: 'page', factor: 14.4, long: '1h', short: '5m' },
  { severity: 'page', factor: 6, long: '6h', short: '30m' },
  { severity: 'ticket', factor: 1, long: '3d', short: '6h' },
];

/** So few say nothing of a service with little traffic: one mistake in ten questions is no burning budget. */
export interface Guard {
  badMin: number;
  validMin: number;
}

export const defaultGuard: Guard = { badMin: 3, validMin: 20 };

export interface Firing extends AlertRule {
  burnLong: number;
  burnShort: number;
  /** In the long window. */
  bad: number;
  valid: number;
}

/** The rules that are met, the most urgent first. */
export function firingRules(counted: Record<Window, Counts>, badPerMillion: number, guard: Guard): Firing[] {
  return alertRules.flatMap(rule => {
    const { good, bad } = counted[rule.long];
    const [burnLong, burnShort] = [
      burnRate(counted[rule.long], badPerMillion),
      burnRate(counted[rule.short], badPerMillion),
    ];
    const meant = bad >= guard.badMin && good + bad >= guard.validMin;
    return meant && burnLong >= rule.factor && burnShort >= rule.factor
      ? [{ ...rule, burnLong, burnShort, bad, valid: good + bad }]
      : [];
  });
}

/** What is promised of each indicator. The numbers are defaults: the configuration may say others. */

/** The indicators. What counts as good and as bad of each stands in `projections/indicators`. */
export const slis = [
  'availability',
  'commands',
  'graphs',
  'updateSafety',
  'updateCompletion',
  'heavyJobs',
  'heavyJobsWhole',
] as const;
export type Sli = (typeof slis)[number];

export interface Objective {
  /** How many of a million may be bad over 30 days: 1000 is an objective of 99.9 %. */
  badPerMillion: number;
  /** A good end that took longer counts as bad; read up to the next of `latencyBounds`. */
  withinMs?: number;
  /** What half, 95 % and 99 % should take at most; shown, not budgeted. */
  p50Ms?: number;
  p95Ms?: number;
  p99Ms?: number;
  /** Who answers for it. */
  owner: string;
}

export type Objectives = Record<Sli, Objective>;

export const defaultObjectives: Objectives = {
  availability: { badPerMillion: 1000, owner: 'operations' },
  commands: { badPerMillion: 1000, withinMs: 5000, p50Ms: 100, p95Ms: 500, p99Ms: 1000, owner: 'operations' },
  graphs: { badPerMillion: 1000, withinMs: 10_000, owner: 'operations' },
  updateSafety: { badPerMillion: 1000, owner: 'release' },
  updateCompletion: { badPerMillion: 10_000, owner: 'release' },
  heavyJobs: { badPerMillion: 1000, owner: 'operations' },
  heavyJobsWhole: { badPerMillion: 40_000, owner: 'operations' },
};

/** The share that must be good, like 0.999. */
export function objectiveOf({ badPerMillion }: Pick<Objective, 'badPerMillion'>): number {
  return 1 - badPerMillion / 1_000_000;
}

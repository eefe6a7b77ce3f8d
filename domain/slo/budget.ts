/** Error budgets and how fast they are spent, in the formulas of the SRE workbook (chapter 5). */

/** What was counted in a span of time. */
export interface Counts {
  good: number;
  bad: number;
}

/**
 * How many times faster than the objective allows the budget is spent; 1 uses it up in exactly its 30 days.
 * `badPerMillion`: how many of a million may be bad; whole numbers, so that a rule is met right at its bound.
 */
export function burnRate({ good, bad }: Counts, badPerMillion: number): number {
  const valid = good + bad;
  return valid === 0 ? 0 : (bad * 1_000_000) / (valid * badPerMillion);
}

/**
 * How many may be bad in 30 days. `expected`: how many there will be, where that is known beforehand, as it is of time.
 */
export function allowedBad({ good, bad }: Counts, badPerMillion: number, expected = 0): number {
  return (Math.max(good + bad, expected) * badPerMillion) / 1_000_000;
}

/** The share of the budget that `bad` uses up; more than 1 is more than there was. Nothing is allowed: all of it. */
export function usedBy(bad: number, allowed: number): number {
  if (bad === 0) return 0;
  return allowed === 0 ? 1 : bad / allowed;
}

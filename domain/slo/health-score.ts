/** How well the whole does, in one number; what it is made of is a share between 0 and 1 each. */
export interface HealthParts {
  /** Of the breakers that are open. */
  openBreakers: number;
  /** Of the commands that ended badly. */
  errorRate: number;
  /** Of the replies: 95 % took no longer. */
  p95Ms: number;
  /** How full the fullest bulkhead is. */
  bulkheadUse: number;
}

/** Five of a hundred that end badly, or replies that take 5 s, count as nothing left. */
const worstErrorRate = 0.05;
const worstP95Ms = 5_000;

/** 1 is all well, 0 nothing: 0.3 breakers, 0.3 errors, 0.2 latency, 0.2 bulkheads. */
export function healthScore({ openBreakers, errorRate, p95Ms, bulkheadUse }: HealthParts): number {
  const left = (part: number) => 1 - Math.min(1, Math.max(0, part));
  return (
    0.3 * left(openBreakers) +
    0.3 * left(errorRate / worstErrorRate) +
    0.2 * left(p95Ms / worstP95Ms) +
    0.2 * left(bulkheadUse)
  );
}

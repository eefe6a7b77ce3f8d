/** The time for dates, ages, limits and faults' ends. */
export interface SandboxClock {
  /** Epoch milliseconds. */
  now(): number;
}

/** What the gauges are read from when somebody scrapes. A source that fails leaves its gauges out, and says so. */
export interface MetricSources {
  process(): {
    build: string;
    instance: string;
    node: string;
    startedAtMs: number;
    residentBytes: number;
    cpuSeconds: number;
    mode: string;
  };
  actors(): { live: number; waiting: number; parked: number; restarts: number };
  dependencies(): { name: string; state: string; failureRate: number; slowRate: number }[];
  /** Questions to name servers, by result, since the start. */
  names?(): { code: string; count: number; tookMs: number }[];
  pools(): { name: string; active: number; waiting: number; max: number; rejected: number }[];
  views(): Promise<{ name: string; lagEvents: number; lagMs: number; isLive: boolean }[]>;
  openWork(): Promise<{ untaken: number; unanswered: number; asking: number; replies: number }>;
  jobs(): Promise<{
    byState: Record<string, number>;
    byClass: Record<string, { waiting: number; running: number; oldestQueuedAt: string | null }>;
    stale: number;
    approvals: { pending: number; oldestAt: string | null };
    needsOperator: number;
  }>;
  alerts(): Promise<{ state: string; severity: string | null }[]>;
  slo(): Promise<{
    indicators: {
      sli: string;
      objective: number;
      remaining: number;
      quiet: boolean;
      windows: Record<string, { good: number; bad: number; burn: number }>;
    }[];
    freeze: { level: string };
    broken: { guarantee: string }[];
  }>;
  now(): string;
}

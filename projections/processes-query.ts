import { limitOf } from './bounds.ts';
import type { Snapshot } from './ports.ts';
import { type RunRow, runsTable } from './processes.projection.ts';

/** `open`: it runs, or its end is not known yet, because nothing has started after it. */
export type Exit = 'open' | 'clean' | 'crash' | 'killed';

export interface ProcessRuns {
  runs: (RunRow & { exit: Exit })[];
  /** Instant of the last event that is in the view: the last sign of life of whoever ran last. */
  lastEventAt: string | null;
}

/** Newest first, at most 50. */
export function processRuns(snapshot: Snapshot, { limit }: { limit?: number }): ProcessRuns {
  const rows = snapshot.select('processes', runsTable, {
    order: ['number'],
    falling: true,
    limit: limitOf(limit, 10, 50),
  });
  const runs = rows.map((run, index) => ({ ...run, exit: exitOf(run, index === 0) }));
  return { runs, lastEventAt: snapshot.view('processes')?.last?.recordedAt ?? null };
}

/** A run said goodbye, or left a crash record, or was cut off: which is known once another run has started. */
function exitOf({ stoppedAt, crash }: RunRow, newest: boolean): Exit {
  if (crash !== null) return 'crash';
  if (stoppedAt !== null) return 'clean';
  return newest ? 'open' : 'killed';
}

import type { Machine } from '../engines/machine.ts';
import { type RunOptions, type RunResult, simulate } from '../simulate.ts';

/** The moment at which the older program is stopped and today's is started. */
const upgradeAtMs = 25_000;

/**
 * An older program runs first, whose machines had other versions: its snapshots hold what today's must not believe.
 * Then today's program goes on with its log.
 */
export function upgrade(seed: number, more: Partial<RunOptions> = {}): Promise<RunResult> {
  return simulate({ ...more, seed, prepare });
}

function prepare(machine: Machine): void {
  machine.build = '0.9.0';
  machine.world.in(upgradeAtMs, '', () => {
    machine.build = '1.0.0';
    leaveOldSnapshots(machine);
    machine.stop();
  });
}

/** Every snapshot also under the version before, with a state that no stream has. */
function leaveOldSnapshots({ snapshots }: Machine): void {
  for (const [key, { state, revision }] of [...snapshots]) {
    const [stream, version] = key.split('@') as [string, string];
    const { context } = state as { context: object };
    const wrong = { ...state, context: { ...context, taken: ['an older program'], settled: '999', seen: [1] } };
    snapshots.set(`${stream}@${Number(version) - 1}`, { state: wrong, revision });
    snapshots.delete(key);
  }
}

import type { Attempt, LeftBehind } from '../../actors/work/ports.ts';
import { groupOf, removeGroup } from './control-group.ts';
import { createOnce, moveSynced, readWhole } from './durable-files.ts';
import { endMembers } from './end-members.ts';
import { type Marker, marker, outcome } from './outcome.ts';
import { placesOf } from './places.ts';
import { isAlive } from './processes.ts';
import { resultLeft, resultOrFailure, told } from './told-outcome.ts';
import { watchRun } from './watch-run.ts';

export interface LookUpOptions {
  directory: string;
  pollMs: number;
  stopWithinMs: number;
}

/**
 * What a run of this place left behind; it says nothing about runs elsewhere. Where nothing is found its name is taken, so that a runner that comes late cannot begin.
 * When it is not known how far it came, all that still lives of it is ended first: whoever decides, decides about
 * something that stands still.
 */
export async function lookUpRun(name: string, spec: Attempt['spec'], options: LookUpOptions): Promise<LeftBehind> {
  const places = placesOf(options.directory, name);
  const found = readWhole(places.result, outcome);
  if (found !== undefined) return told(found, spec);
  const mark = readWhole(places.marker, marker) ?? forbid(places.marker);
  // A marker that cannot be read is as good as one whose runner is gone, and nobody knows which.
  if (mark === undefined) return { state: 'unknown' };
  if (mark.state === 'forbidden') {
    // A runner that ended before it began may have left its empty group.
    const group = groupOf(places.badge);
    if (group !== undefined) removeGroup(group);
    return { state: 'never_began' };
  }
  if (isAlive(mark))
    return {
      state: 'running',
      async attach(attempt) {
        const { directory, pollMs, stopWithinMs } = options;
        const ended = await watchRun({ directory, name, runner: mark, pollMs, stopWithinMs }, attempt);
        if (ended !== undefined) return resultOrFailure(ended, spec);
        return resultLeft(await afterRunner(name, spec, mark, options), spec);
      },
    };
  return afterRunner(name, spec, mark, options);
}

/** The runner is gone: it may have left its outcome at the last moment, or before it could put it in place. */
export async function afterRunner(
  name: string,
  spec: Attempt['spec'],
  mark: Marker & { state: 'begun' },
  { directory }: Pick<LookUpOptions, 'directory'>,
): Promise<Extract<LeftBehind, { state: 'unknown' | 'succeeded' | 'failed' }>> {
  const places = placesOf(directory, name);
  await endMembers({ badge: places.badge, controlGroup: mark.controlGroup }, 0);
  const placed = readWhole(places.result, outcome);
  if (placed !== undefined) return told(placed, spec);
  const draft = readWhole(places.draft, outcome);
  if (draft === undefined) return { state: 'unknown' };
  moveSynced(places.draft, places.result);
  return told(draft, spec);
}

/** Takes the name; when somebody was quicker, what they wrote. */
function forbid(path: string): Marker | undefined {
  const forbidden: Marker = { state: 'forbidden', at: new Date().toISOString() };
  if (createOnce(path, JSON.stringify(forbidden))) return forbidden;
  return readWhole(path, marker);
}

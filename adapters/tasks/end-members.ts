import { setTimeout as pause } from 'node:timers/promises';
import { isPopulated, killGroup, removeGroup } from './control-group.ts';
import { membersOf, signal } from './processes.ts';

/** What is to be ended: all with the run's badge, the leader of its group while that is known, its control group. */
export interface Ending {
  badge: string;
  leader?: number | undefined;
  controlGroup?: string | undefined;
}

const lookEveryMs = 50;
/** New ones may be born while the old ones are being killed; past this many looks something is wrong. */
const looksMax = 100;

/**
 * Ends all that lives of a run: politely first, and after `graceMs` so that nothing survives. Resolves once nothing
 * lives, with how many had to be told; rejects when something cannot be ended.
 */
export async function endMembers({ badge, leader, controlGroup }: Ending, graceMs: number): Promise<number> {
  const told = new Set<number>();
  const tell = (what: NodeJS.Signals) => {
    const members = membersOf(badge, leader);
    for (const pid of members) {
      told.add(pid);
      signal(pid, what);
    }
    return members.length + (controlGroup !== undefined && isPopulated(controlGroup) ? 1 : 0);
  };
  const until = performance.now() + graceMs;
  if (graceMs > 0 && tell('SIGTERM') > 0)
    while (performance.now() < until && lives({ badge, leader, controlGroup })) await pause(lookEveryMs);
  for (let look = 0; look < looksMax; look++) {
    if (controlGroup !== undefined) killGroup(controlGroup);
    if (tell('SIGKILL') === 0) {
      // The kernel may take a moment longer; a group that stays all the same is empty and does no harm.
      for (let tries = 0; controlGroup !== undefined && !removeGroup(controlGroup) && tries < 20; tries++)
        await pause(lookEveryMs);
      return told.size;
    }
    await pause(lookEveryMs);
  }
  throw new Error(`${badge}: ${[...told].join(', ')} cannot be ended (a process in uninterruptible sleep?)`);
}

function lives({ badge, leader, controlGroup }: Ending): boolean {
  return membersOf(badge, leader).length > 0 || (controlGroup !== undefined && isPopulated(controlGroup));
}

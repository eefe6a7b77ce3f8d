import type { Clock, Timers } from '../../actors/ports.ts';
import type { ActorSystem } from '../../actors/system.ts';
import { pause } from '../../actors/waiting.ts';

/** The end of a run: what is under way is ended, what is not begun waits in the log for the next run. */
export interface Drainer {
  /** True once outboxes begin nothing new. */
  ending(): boolean;
  /** Resolves when no actor is busy, or when `drainMs` are over. */
  drain(system: Pick<ActorSystem, 'stats'>, drainMs: number): Promise<void>;
}

const lookEveryMs = 20;
/** Answers that are ready get their chance to be sent before the outboxes begin nothing new. */
const sendingShare = 0.6;

export function drainer({ clock, timers }: { clock: Clock; timers: Timers }): Drainer {
  let ending = false;
  const never = new AbortController().signal;
  return {
    ending: () => ending,
    async drain(system, drainMs) {
      const startedMs = clock.monotonicMs();
      const quiet = async (untilMs: number) => {
        for (let calm = 0; calm < 3 && clock.monotonicMs() - startedMs < untilMs; ) {
          calm = system.stats().busy === 0 ? calm + 1 : 0;
          await pause(timers, lookEveryMs, never);
        }
      };
      await quiet(drainMs * sendingShare);
      ending = true;
      await quiet(drainMs);
    },
  };
}

import type { Dependency } from '../../domain/dependency/machine.ts';
import { keyOf } from '../../domain/ids.ts';
import { effect, type Handle } from '../handle.ts';
import type { Clock, Log, Random, Timers } from '../ports.ts';
import type { OverrideMode } from '../resilience/breaker-policy.ts';
import { ended, insist } from '../waiting.ts';

export interface OverridePorts {
  /** Holds the live breaker of a dependency, or gives it back. False where there is none. */
  override(name: string, told: { mode: OverrideMode; until: string } | undefined): boolean;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
}

/** Holds the live breaker to what a person has said, also after a restart; an end that was missed is recorded. */
export const followOverride = (ports: OverridePorts) => (handle: Handle) =>
  effect(handle, async (signal, inbox) => {
    const held = () => (handle.state().context as Dependency).override;
    const follow = () => {
      const told = held();
      const over = told !== undefined && told.until <= ports.clock.now();
      ports.override(keyOf(handle.stream), over ? undefined : told);
      return over ? told : undefined;
    };
    // The machine hands a fact on before its own state shows it.
    inbox(() => queueMicrotask(follow));
    const missed = follow();
    if (missed !== undefined) await end(missed.until);
    await ended(signal);

    async function end(until: string): Promise<void> {
      const id = `system-${ports.random.uuid()}`;
      const order = { id, type: 'EndOverride', data: { until }, correlationId: id, causationId: id };
      await insist(() => handle.order(order), ports, signal);
    }
  });

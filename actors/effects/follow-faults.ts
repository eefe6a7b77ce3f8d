import type { Fault, Faults } from '../../domain/fault/machine.ts';
import type { FaultEnd, FaultPoints } from '../faults/fault-points.ts';
import { effect, type Handle } from '../handle.ts';
import type { Clock, Log, Random, Timers } from '../ports.ts';
import { ended, insist } from '../waiting.ts';

export interface FaultPorts {
  faultPoints: FaultPoints;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
}

/** Holds the live points to the faults of the log, and records each that ended by itself, in this run or between two. */
export const followFaults = (ports: FaultPorts) => (handle: Handle) =>
  effect(handle, async (signal, inbox) => {
    const { faultPoints: points } = ports;
    const inForce = () => Object.values((handle.state().context as Faults).inForce);
    const follow = () => points.follow(inForce());
    const found = inForce().filter(fault => !points.resumes(fault));
    for (const fault of found) points.forgo(fault);
    points.onEnd(end);
    // The machine hands a fact on before its own state shows it.
    inbox(() => queueMicrotask(follow));
    follow();
    for (const fault of found) await end(fault, 'restart', 0);
    await ended(signal);
    points.follow([]);

    async function end({ faultId }: Fault, reason: FaultEnd, hits: number): Promise<void> {
      const id = `system-${ports.random.uuid()}`;
      const order = { id, type: 'EndFault', data: { faultId, reason, hits }, correlationId: id, causationId: id };
      await insist(() => handle.order(order), ports, signal);
    }
  });

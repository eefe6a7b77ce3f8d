import { msBetween } from '../../domain/instants.ts';
import { stateOf } from '../../domain/job/rules.ts';
import type { Job } from '../../domain/job/state.ts';
import type { Instant } from '../../domain/message.ts';
import { effect, type Handle } from '../handle.ts';
import { ended, insist, pause } from '../waiting.ts';
import { isOwnerGone, type LeftBehindPorts, settleLeftBehind } from '../work/left-behind.ts';
import { isPassing } from '../work/passing.ts';

/** What is due still after it was dealt with, or could not be, is dealt with again: soon, and then less often. */
const again = { minMs: 1_000, maxMs: 60_000 };

/** A job is looked at anew after each lease, at the soonest so: a clock may be set back, a worker give up without a fact. */
const lookAgainMs = 1_000;

/** What is to be done at an instant; `what` names it, so that a repeat is known. */
interface Due {
  at: Instant;
  what: 'expire' | 'force' | 'settle';
}

/**
 * Ends each wait of a job at its own instant, ends what does not stop when it is asked to, and finds out what became
 * of an attempt once its worker is gone. The rules look at the clock again: whoever is early changes nothing.
 */
export const keepTime = (ports: LeftBehindPorts) => (handle: Handle) =>
  effect(handle, async signal => {
    let callOff = () => {};
    let callOffLook = () => {};
    let set: Due | undefined;
    let acting = false;
    let failures = 0;
    const refresh = () => {
      const due = acting || signal.aborted ? undefined : nextDue(handle, ports);
      callOffLook();
      if (due !== undefined) callOffLook = ports.timers.after(againMs(jobOf(handle)), refresh);
      if (due !== undefined && due.at === set?.at && due.what === set.what) return;
      callOff();
      set = due;
      if (due !== undefined) callOff = ports.timers.at(due.at, () => void act(due).catch(handle.failed));
    };
    const act = async ({ what }: Due) => {
      acting = true;
      set = undefined;
      try {
        await deal(what, handle, ports, signal);
        failures = 0;
      } catch (err) {
        failures++;
        ports.log.error({ stream: handle.stream, what, err }, 'a job could not be dealt with; it is tried again');
      }
      await pause(ports.timers, Math.min(again.maxMs, again.minMs * 2 ** Math.min(failures, 10)), signal);
      acting = false;
      refresh();
    };
    const stopHearing = handle.heard(refresh);
    refresh();
    await ended(signal);
    stopHearing();
    callOff();
    callOffLook();
  });

const jobOf = (handle: Handle): Job => handle.state().context;
const againMs = ({ request }: Job) => Math.max(lookAgainMs, request?.spec.limits.leaseMs ?? 0);

/** The earliest of all that may fall due. */
function nextDue(handle: Handle, ports: LeftBehindPorts): Due | undefined {
  const job = jobOf(handle);
  const { lease, cancel, dueAt } = job;
  const running = stateOf(handle.state()) === 'running' && lease !== undefined;
  const dues: Due[] = [];
  if (dueAt !== undefined) dues.push({ at: dueAt, what: 'expire' });
  if (running && cancel !== undefined) dues.push({ at: cancel.forceAt, what: 'force' });
  if (running) dues.push({ at: isOwnerGone(job, ports) ? ports.clock.now() : lease.expiresAt, what: 'settle' });
  return dues.sort((one, other) => msBetween(other.at, one.at))[0];
}

async function deal(what: Due['what'], handle: Handle, ports: LeftBehindPorts, signal: AbortSignal): Promise<void> {
  const job = jobOf(handle);
  const { jobId, lease, dueAt, last } = job;
  const chain = { correlationId: last.correlationId, causationId: last.eventId };
  const order = (type: string, data: Record<string, unknown>, id: string) =>
    insist(() => handle.order({ id: `${jobId}/${id}`, type, data, ...chain }), ports, signal, undefined, isPassing);
  if (what === 'expire') await order('Expire', { dueAt }, `expire/${dueAt}`);
  else if (what === 'force') await order('ForceCancel', { fence: lease!.fence }, `${lease!.fence}/force`);
  else await settleLeftBehind({ jobId, state: 'running', job }, ports, signal);
}

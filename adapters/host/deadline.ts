import { Refusal } from '../../domain/refusal.ts';

/**
 * What `read` resolves to, if it does so in time.
 *
 * A system call that hangs (a dead disk, a sensor) cannot be called off: it is left behind, the answer is not.
 * @throws {Refusal} `deadline_exceeded` after `deadlineMs`, or when the caller's signal fires first.
 */
export async function endingWithin<Value>(
  what: string,
  deadlineMs: number,
  caller: AbortSignal,
  read: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const signal = AbortSignal.any([caller, AbortSignal.timeout(deadlineMs)]);
  const over = Promise.withResolvers<never>();
  const end = () => over.reject(signal.reason);
  signal.addEventListener('abort', end, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([read(signal), over.promise]);
  } catch (cause) {
    if (!signal.aborted || cause instanceof Refusal) throw cause;
    throw tooLate(what, caller.aborted ? undefined : deadlineMs);
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function tooLate(what: string, deadlineMs: number | undefined): Refusal {
  const because = deadlineMs === undefined ? 'was called off' : `did not end within ${deadlineMs} ms`;
  const hint = 'Send it again; if it repeats, a disk or a device of the machine may hang: look at its kernel log.';
  return new Refusal('deadline_exceeded', `Reading ${what} of this machine ${because}.`, { hint });
}

import { Refusal } from '../../domain/refusal.ts';
import type { Timers } from '../ports.ts';

/**
 * A call with an end. Its signal fires at the deadline or with `signal`; what it still gives after that is let go.
 * @throws {Refusal} `deadline_exceeded` at the deadline; what the call throws.
 */
export function withDeadline<Result>(
  name: string,
  ms: number,
  call: (signal: AbortSignal) => Promise<Result>,
  { timers, signal }: { timers: Timers; signal?: AbortSignal | undefined },
): Promise<Result> {
  const stop = new AbortController();
  const given = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
  return new Promise((resolve, reject) => {
    const callOff = timers.after(ms, () => {
      reject(new Refusal('deadline_exceeded', `${name} did not answer within ${ms} ms.`));
      stop.abort();
    });
    (async () => call(given))().then(resolve, reject).finally(callOff);
  });
}

import { stateOf } from '../../domain/job/rules.ts';
import type { Job } from '../../domain/job/state.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Standing } from './ports.ts';

/** What an order to a job came to, read from the job itself. */

/** Undefined before there is a job. */
export function standing(
  jobId: string,
  { value, context: job }: { value: unknown; context: Job },
): Standing | undefined {
  return job.request === undefined ? undefined : { jobId, state: stateOf({ value }), job };
}

/**
 * A refusal that the log keeps is thrown like any other, whether it was recorded just now or at an earlier time.
 * @throws {Refusal} what the order was refused for.
 */
export function requireTaken(commandId: string, { taken }: Job): void {
  const refused = taken.find(order => order.commandId === commandId)?.refused;
  if (refused !== undefined) throw new Refusal(refused.code, refused.reason, { hint: refused.hint });
}

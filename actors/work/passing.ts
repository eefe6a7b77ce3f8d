import { Refusal, type RefusalCode } from '../../domain/refusal.ts';
import { StoreError } from '../ports.ts';

/** Refusals that say nothing of the order: whoever decides is overrun, or rests, or stops. */
const later = new Set<RefusalCode>(['mailbox_full', 'bulkhead_full', 'upstream_unavailable']);

/** Whether the same order may go through later as it is. */
export function isPassing(error: unknown): boolean {
  return error instanceof StoreError || (error instanceof Refusal && later.has(error.code));
}

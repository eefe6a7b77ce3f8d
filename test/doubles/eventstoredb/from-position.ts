import type { ReadCall } from './writing.ts';

/** Where a call on all wants to start; none: at the beginning, or the end when it goes backwards. */
export function fromPosition(call: ReadCall): { from?: bigint } {
  const all = call.request.getOptions()!.getAll()!;
  return all.hasPosition() ? { from: BigInt(all.getPosition()!.getCommitPosition()) } : {};
}

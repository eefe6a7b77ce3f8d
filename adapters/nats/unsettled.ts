import type { ConsumerInfo, JetStreamManager } from 'nats';
import { replyOf } from './delivery.ts';
import { storedMessage } from './stored-message.ts';

/** A message that was delivered, and that the server may still wait for word about. */
export interface Unsettled {
  sequence: number;
  /** Where the word goes. */
  reply: string;
}

/**
 * With one at a time there is one at most. It is the one delivered last; or, when a kill -9 cut off what the server
 * had remembered, the first after those acknowledged. Both are named: word about the wrong one is ignored.
 * @throws when the server does not answer.
 */
export async function unsettledIn(manager: JetStreamManager, info: ConsumerInfo): Promise<Unsettled[]> {
  const { stream_name: stream, name, config, delivered, ack_floor: floor, num_ack_pending: pending } = info;
  if (pending === 0) return [];
  const first = await storedMessage(manager, stream, {
    seq: floor.stream_seq + 1,
    next_by_subj: config.filter_subject!,
  });
  const sequences = new Set([delivered.stream_seq, first?.seq ?? delivered.stream_seq]);
  return [...sequences].map(sequence => ({ sequence, reply: replyOf(stream, name, sequence, delivered.consumer_seq) }));
}

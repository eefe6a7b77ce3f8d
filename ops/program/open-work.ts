import type { OpenWork } from '../../actors/sweeper.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { Queries } from '../../projections/queries.ts';

/** What the read models say is open, as the sweeper and recovery take it. */
export async function openWork(queries: Pick<Queries, 'openWork'>): Promise<OpenWork> {
  const { untaken, unanswered, asking, chatsWithPendingReplies } = await queries.openWork();
  return {
    untaken: untaken.map(({ commandId, gatewayStream, revision, receivedAt }) => ({
      commandId,
      gatewayStream: gatewayStream as StreamName,
      revision: BigInt(revision),
      receivedAt,
    })),
    unanswered: [
      ...unanswered.map(({ chatStream, acceptedAt: at }) => ({ stream: chatStream as StreamName, at })),
      ...asking.map(({ chatStream, askedAt: at }) => ({ stream: chatStream as StreamName, at })),
    ],
    undelivered: chatsWithPendingReplies.map(({ chatId, oldestAt: at }) => ({ chatId, at })),
  };
}

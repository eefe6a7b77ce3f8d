import type { OpenWork, SweptJob } from '../../actors/sweeper.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { OpenJobRow } from '../../projections/jobs-query.ts';
import type { Queries } from '../../projections/queries.ts';

/** What the read models say is open, as the sweeper and recovery take it. */
export async function openWork(queries: Pick<Queries, 'openWork' | 'openJobs'>): Promise<OpenWork> {
  const [{ untaken, unanswered, asking, chatsWithPendingReplies }, { open }] = await Promise.all([
    queries.openWork(),
    queries.openJobs(),
  ]);
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
    jobs: open.map(swept),
  };
}

/** What is over is to be told now, whatever the clock has been set to since. */
const longAgo = new Date(0).toISOString();

function swept({ jobId, jobClass, state, fence, revision, ...row }: OpenJobRow): SweptJob {
  const job = { jobId, jobClass, state, fence, revision: BigInt(revision) };
  const due = row.untold > 0 ? longAgo : earliest(row.leaseExpiresAt, row.dueAt);
  const { availableAt, updatedAt } = row;
  const waits = {
    availableAt: availableAt ?? updatedAt,
    since: updatedAt,
    offer: { jobId, jobClass, fence: fence + 1 },
  };
  return { ...job, ...(due === undefined ? {} : { dueAt: due }), ...(state === 'queued' ? { waits } : {}) };
}

function earliest(...instants: (string | null)[]): string | undefined {
  return instants.filter(instant => instant !== null).sort()[0];
}

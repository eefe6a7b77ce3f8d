import type { Invariant } from './view.ts';

/** Facts that only the holder of the lease brings about. */
const holders = new Set([
  'Heartbeat',
  'Progress',
  'JobSucceeded',
  'AttemptFailed',
  'LeaseReleased',
  'LeaseExpired',
  'OutcomeRecovered',
  'AttemptStarted',
  'CancelRequested',
]);

export const oneLease: Invariant = {
  id: 'I6',
  says: 'a job has one lease at most, its tokens only grow, and only the newest is believed (also P3)',
  watch({ jobs, broken }) {
    const highest = new Map<string, number>();
    const adopted = new Set<string>();
    return {
      event({ type, data, stream, revision }) {
        if (!stream.startsWith('job-')) return;
        const job = jobs.jobs.get(stream.slice('job-'.length));
        const where = `${type} in ${stream}@${revision}`;
        const fence = data.fence as number;
        if (type === 'LeaseClaimed') {
          const again = adopted.delete(`${stream}/${fence}`) && job?.lease?.fence === fence;
          if (job?.lease !== undefined && !again)
            broken(`${where}: ${data.owner} takes what ${job.lease.owner} holds under ${job.lease.fence}`);
          if (!again && fence !== (highest.get(stream) ?? 0) + 1)
            broken(`${where}: token ${fence} comes after ${highest.get(stream) ?? 0}`);
          highest.set(stream, fence);
        } else if (holders.has(type) && job?.lease?.fence !== fence)
          broken(`${where} under ${fence}, while ${job?.lease?.fence ?? 'none'} holds`);
        if (type === 'OutcomeRecovered' && data.found === 'running') adopted.add(`${stream}/${fence}`);
        const run = (data.result as { data?: { run?: string } } | undefined)?.data?.run;
        if (type === 'JobSucceeded' && run !== `${stream.slice('job-'.length)}.${fence}`)
          broken(`${where}: the result of run ${run} is taken for that under ${fence}`);
      },
    };
  },
};

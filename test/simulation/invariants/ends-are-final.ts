import type { Invariant } from './view.ts';

/** What may be said of a job that has ended, and moves nothing. */
const still = new Set(['JobTold', 'JobFollowed', 'TransitionRefused', 'RequestRepeated', 'IdempotencyConflict']);

export const endsAreFinal: Invariant = {
  id: 'I8',
  says: 'an end is final but for a recovery, and success absolutely',
  watch: ({ jobs, broken }) => ({
    event({ type, stream, revision }) {
      if (!stream.startsWith('job-') || still.has(type)) return;
      const job = jobs.jobs.get(stream.slice('job-'.length));
      if (job?.state !== 'ended') return;
      if (type !== 'JobRecovered' || job.end === 'JobSucceeded')
        broken(`${type} in ${stream}@${revision} comes after ${job.end}`);
    },
  }),
};

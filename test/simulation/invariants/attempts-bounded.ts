import type { Invariant } from './view.ts';

export const attemptsBounded: Invariant = {
  id: 'I7',
  says: 'attempts never exceed the most there may be, lost workers included',
  watch: ({ jobs, broken }) => ({
    event({ type, stream, revision, data }) {
      if (type !== 'AttemptStarted') return;
      const { attempts, attemptsMax } = jobs.jobs.get(stream.slice('job-'.length))!;
      if (attempts >= attemptsMax) broken(`${stream}@${revision} begins attempt ${attempts + 1} of ${attemptsMax}`);
      if (data.attempt !== attempts + 1) broken(`${stream}@${revision} calls attempt ${attempts + 1} ${data.attempt}`);
    },
  }),
};

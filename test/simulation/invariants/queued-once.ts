import type { Invariant } from './view.ts';

export const queuedOnce: Invariant = {
  id: 'I3',
  says: 'however often a job is resumed, it is queued once in each round',
  watch({ jobs, broken }) {
    const queued = new Set<string>();
    return {
      event({ type, stream, revision }) {
        if (type !== 'JobQueued') return;
        const round = `${stream} round ${jobs.jobs.get(stream.slice('job-'.length))!.epoch}`;
        if (queued.has(round)) broken(`${round} is queued again at ${revision}`);
        queued.add(round);
      },
    };
  },
};

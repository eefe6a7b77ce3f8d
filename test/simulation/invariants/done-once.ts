import type { Invariant } from './view.ts';

/** Looked at where the work is done, not in the log. */
export const doneOnce: Invariant = {
  id: 'P4',
  says: 'nothing is done before its attempt is in the log, nothing twice under one token, and what must not run twice once in a round',
  watch({ machine, jobs, broken }) {
    let looked = 0;
    const done = new Set<string>();
    const first = (key: string, what: string) => {
      if (done.has(key)) broken(what);
      done.add(key);
    };
    const look = () => {
      for (; looked < machine.effects.length; looked++) {
        const { jobId, fence, place } = machine.effects[looked]!;
        const job = jobs.jobs.get(jobId);
        const epoch = job?.epochOf.get(fence);
        if (job === undefined || epoch === undefined) {
          broken(`${jobId}.${fence} was done at ${place} before its attempt was recorded`);
          continue;
        }
        first(`${jobId}.${fence}`, `${jobId}.${fence} was done twice, again at ${place}`);
        if (!job.idempotent)
          first(
            `${jobId} round ${epoch}`,
            `${jobId} was done twice in round ${epoch}, again at ${place} under ${fence}`,
          );
      }
    };
    return { event: look, end: look };
  },
};

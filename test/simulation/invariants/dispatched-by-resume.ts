import { sentFor, wordOf } from '../workload/said.ts';
import type { Invariant } from './view.ts';

const judging = new Set(['approve', 'reject', 'plan', 'review']);

export const dispatchedByResume: Invariant = {
  id: 'I1',
  says: 'approve, plan, review and reject dispatch nothing; what has gates is dispatched by a resume alone (also P5)',
  watch({ sent, jobs, broken }) {
    return {
      event({ type, data, stream, revision, metadata }) {
        if (type !== 'JobQueued' && type !== 'AttemptStarted') return;
        const where = `${type} in ${stream}@${revision}`;
        const judge = sentFor(sent, metadata.causationId) ?? sentFor(sent, data.commandId);
        const word = judge && wordOf(judge);
        if (type === 'JobQueued' && word !== undefined && judging.has(word)) broken(`${where} comes of /${word}`);
        if (type !== 'JobQueued') return;
        const job = jobs.jobs.get(stream.slice('job-'.length))!;
        const said = sentFor(sent, data.commandId);
        if (job.gates.length > 0 && (said === undefined || wordOf(said) !== 'resume'))
          broken(`${where}, which has gates, comes of ${said?.what ?? data.commandId}, and not of a resume`);
      },
    };
  },
};

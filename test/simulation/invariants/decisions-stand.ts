import type { Invariant } from './view.ts';

export const decisionsStand: Invariant = {
  id: 'I18',
  says: 'a person decides on a gate once in a round; the decision does not flip',
  watch({ jobs, broken }) {
    const decided = new Map<string, string>();
    return {
      event({ type, stream, revision, data }) {
        if (type !== 'ApprovalRecorded') return;
        const { epoch } = jobs.jobs.get(stream.slice('job-'.length))!;
        const who = `${(data.by as { id: string }).id} on ${data.category} of ${stream} in round ${epoch}`;
        const before = decided.get(who);
        if (before !== undefined) broken(`${who}: ${before}, then ${data.decision} at ${revision}`);
        decided.set(who, String(data.decision));
      },
    };
  },
};

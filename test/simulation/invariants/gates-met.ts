import type { Invariant } from './view.ts';

interface Yes {
  category: string;
  by: string;
}

export const gatesMet: Invariant = {
  id: 'I2',
  says: 'a job is queued only after every gate was met, in this round, by enough people who may',
  watch({ jobs, broken }) {
    const yes = new Map<string, Yes[]>();
    const requesters = new Map<string, string>();
    return {
      event({ type, data, stream, revision }) {
        if (!stream.startsWith('job-')) return;
        const by = (data.by as { id: string } | undefined)?.id ?? '';
        if (type === 'JobRequested') requesters.set(stream, by);
        if (type === 'JobRecovered') yes.delete(stream);
        if (type === 'ApprovalRecorded' && data.decision === 'approved')
          yes.set(stream, [...(yes.get(stream) ?? []), { category: String(data.category), by }]);
        if (type !== 'JobQueued') return;
        for (const { category, needs, fourEyes } of jobs.jobs.get(stream.slice('job-'.length))!.gates) {
          const people = (yes.get(stream) ?? [])
            .filter(said => said.category === category && !(fourEyes && said.by === requesters.get(stream)))
            .map(said => said.by);
          const count = new Set(people).size;
          if (count < needs) broken(`${stream}@${revision} is queued with ${count} of ${needs} for ${category}`);
        }
      },
    };
  },
};

import type { Invariant } from './view.ts';

export const refusedChangesNothing: Invariant = {
  id: 'I13',
  says: 'a refused move adds one refusal, and nothing else ever comes of it',
  watch({ broken }) {
    const refused = new Set<string>();
    const taken = new Set<string>();
    return {
      event({ type, stream, revision, data }) {
        if (!stream.startsWith('job-') || data.commandId === undefined) return;
        const order = `${stream} ${data.commandId}`;
        if (refused.has(order))
          broken(`${type} in ${stream}@${revision} comes of ${data.commandId}, which was refused`);
        if (type !== 'TransitionRefused') taken.add(order);
        else if (taken.has(order)) broken(`${data.commandId} is refused at ${stream}@${revision} and was taken before`);
        else refused.add(order);
      },
    };
  },
};

import { sentFor, wordOf } from '../workload/said.ts';
import type { Invariant } from './view.ts';

const looks = new Set([
  'list',
  'board',
  'why',
  'status',
  'trace',
  'idem',
  'ops',
  'queue',
  'log',
  'audit',
  'replay',
  'help',
  'start',
]);

export const lookingChangesNothing: Invariant = {
  id: 'I14',
  says: 'commands that only look add nothing to a job',
  watch: ({ sent, broken }) => ({
    event({ type, stream, revision, data }) {
      if (!stream.startsWith('job-')) return;
      const said = sentFor(sent, data.commandId);
      if (said !== undefined && looks.has(wordOf(said) ?? ''))
        broken(`“${said.what}” led to ${type} in ${stream}@${revision}`);
    },
  }),
};

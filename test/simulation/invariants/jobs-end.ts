import type { Invariant } from './view.ts';

export const jobsEnd: Invariant = {
  id: 'P2',
  says: 'within 100 s of healing every job has ended, and its followers know, or it waits for a person',
  watch: ({ jobs, broken }) => ({
    end() {
      const [first, ...more] = jobs.open();
      if (first !== undefined) broken(`${first}${more.length === 0 ? '' : `, and ${more.length} more`}`);
    },
  }),
};

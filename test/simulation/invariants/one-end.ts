import type { Oracle } from '../oracle.ts';
import type { Invariant } from './view.ts';

/** Looked at when all faults are healed and 100 s have passed. */
export const oneEnd = (oracle: Oracle): Invariant => ({
  id: 'I10',
  says: 'everything sent comes to the end its sender counts on, within 100 s of healing (also P14, P2, liveness)',
  watch: ({ broken }) => ({
    end() {
      const [first, ...more] = oracle.open();
      if (first !== undefined) broken(`${first}${more.length === 0 ? '' : `, and ${more.length} more`}`);
      else for (const mistake of oracle.mistakes()) broken(mistake);
    },
  }),
});

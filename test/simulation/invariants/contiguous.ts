import type { Invariant } from './view.ts';

export const contiguous: Invariant = {
  id: 'I21',
  says: 'revisions are contiguous, positions rise',
  watch({ broken }) {
    const heads = new Map<string, bigint>();
    let last = -1n;
    return {
      event({ stream, revision, position }) {
        const expected = (heads.get(stream) ?? -1n) + 1n;
        if (revision !== expected) broken(`${stream} goes on with ${revision}, not ${expected}`);
        if (position <= last) broken(`position ${position} comes after ${last}`);
        heads.set(stream, revision);
        last = position;
      },
    };
  },
};

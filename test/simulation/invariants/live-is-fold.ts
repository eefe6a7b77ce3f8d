import type { AnyMachineSnapshot } from 'xstate';
import { foldable } from '../../../domain/aggregates.ts';
import { canonical, fold, initialState } from '../../../domain/fold.ts';
import { categoryOf } from '../../../domain/ids.ts';
import { decode } from '../../../domain/upcast.ts';
import { opened } from '../engines/seal.ts';
import type { Invariant } from './view.ts';

interface Folded {
  state: AnyMachineSnapshot;
  next: number;
}

/**
 * The state of every live actor, as it hands it to the cache, is the fold of its stream: nothing but facts moves
 * it, and what it woke with (from the cache, after a crash) was the state before.
 */
export const liveIsFold: Invariant = {
  id: 'P6',
  says: 'the state of a live actor is the fold of its stream (also I9, I17)',
  watch({ machine, broken }) {
    const kinds = foldable();
    const folds = new Map<string, Folded>();
    return {
      snapshot(stream, { state, revision }) {
        const kind = kinds[categoryOf(stream as `${string}-${string}`)]!;
        const folded = folds.get(stream) ?? { state: initialState(kind), next: 0 };
        const fresh = machine.disk.of(stream).slice(folded.next, Number(revision) + 1);
        const facts = fresh.map(event => {
          const decoded = decode(opened(event));
          if (!decoded.known) broken(decoded.why);
          return decoded.event;
        });
        folded.state = fold(kind, folded.state, facts as Parameters<typeof fold>[2]);
        folded.next += fresh.length;
        folds.set(stream, folded);
        const { value, context } = state as { value: unknown; context: unknown };
        const live = canonical({ value, context });
        const { value: foldedValue, context: foldedContext } = folded.state;
        if (live !== canonical({ value: foldedValue, context: foldedContext }))
          broken(`${stream}@${revision}: live is ${live}, folded is ${canonical({ foldedValue, foldedContext })}`);
      },
    };
  },
};

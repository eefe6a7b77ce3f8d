import type { StreamName } from '../domain/ids.ts';
import type { Fact } from '../domain/upcast.ts';

/**
 * Who is told what was just recorded in this process. A hint that saves a read, never a promise: whoever
 * listens can read the log instead, and does when a notice is missing.
 */
export interface Notices {
  tell(stream: StreamName, facts: Fact[]): void;
  /** Returns how to stop listening. */
  listen(stream: StreamName, listener: (facts: Fact[]) => void): () => void;
}

export function notices(): Notices {
  const listeners = new Map<StreamName, Set<(facts: Fact[]) => void>>();
  return {
    tell(stream, facts) {
      for (const listener of listeners.get(stream) ?? []) listener(facts);
    },
    listen(stream, listener) {
      const those = listeners.get(stream) ?? new Set();
      listeners.set(stream, those.add(listener));
      return () => {
        those.delete(listener);
        if (those.size === 0) listeners.delete(stream);
      };
    },
  };
}

import { EventEmitter, on } from 'node:events';

/** Counts calls that are open, and tells who waits for it when the count changes. */
export function openCalls() {
  const calls = new Set<object>();
  const changes = new EventEmitter().setMaxListeners(0);
  return {
    count: () => calls.size,
    opened(call: { on(event: string, told: () => void): unknown }): void {
      const ended = () => {
        if (calls.delete(call)) changes.emit('change');
      };
      calls.add(call);
      for (const end of ['cancelled', 'close', 'finish']) call.on(end, ended);
      changes.emit('change');
    },
    /** Resolves once `count` calls are open. @throws after `withinMs`. */
    async until(count: number, withinMs = 5_000): Promise<void> {
      if (calls.size === count) return;
      const signal = AbortSignal.timeout(withinMs);
      for await (const _ of on(changes, 'change', { signal })) if (calls.size === count) return;
    },
  };
}

export type OpenCalls = ReturnType<typeof openCalls>;

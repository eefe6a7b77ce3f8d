import type { Invariant } from './view.ts';

export const oneKey: Invariant = {
  id: 'I5',
  says: 'a key is of one job; the same key with something else is a conflict, and nothing comes of it',
  watch({ broken }) {
    const keys = new Map<string, { stream: string; hash: string }>();
    const conflicts = new Set<string>();
    return {
      event({ type, data, stream, revision }) {
        const where = `${stream}@${revision}`;
        const key = String(data.key);
        if (type === 'JobRequested') {
          if (keys.has(key)) broken(`${where} is requested under ${key}, as ${keys.get(key)!.stream} is`);
          keys.set(key, { stream, hash: String(data.payloadHash) });
        }
        if (type === 'RequestRepeated' && keys.get(key)?.stream !== stream)
          broken(`${where} repeats ${key}, which is of ${keys.get(key)?.stream}`);
        if (type === 'IdempotencyConflict') {
          conflicts.add(String(data.commandId));
          if (keys.get(key)?.hash === data.payloadHash) broken(`${where}: the same again is called a conflict`);
        } else if (stream.startsWith('job-') && conflicts.has(String(data.commandId)))
          broken(`${where} ${type} comes of ${data.commandId}, which was in conflict`);
      },
    };
  },
};

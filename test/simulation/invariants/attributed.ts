import type { Invariant } from './view.ts';

export const attributed: Invariant = {
  id: 'I12',
  says: 'every event has correlation, causation and actor; what follows from an update belongs to its chain',
  watch({ broken }) {
    return {
      event({ type, stream, revision, data, metadata }) {
        const { correlationId, causationId, actor } = metadata;
        const where = `${type} in ${stream}@${revision}`;
        if (!correlationId || !causationId || !actor?.id) broken(`${where} lacks its chain or its actor`);
        const command = /^tg-\d+/.exec(String(data.commandId ?? data.replyId ?? ''))?.[0];
        if (command !== undefined && command !== correlationId)
          broken(`${where} is of ${command} and says it belongs to ${correlationId}`);
      },
    };
  },
};

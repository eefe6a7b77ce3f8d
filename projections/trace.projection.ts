import { commandIdOf } from '../domain/gateway/route.ts';
import type { Fact } from '../domain/upcast.ts';
import type { Projection } from './projection.ts';
import { journal } from './table.ts';
import { wordsFor } from './wording.ts';

/** Every event with its place in the chain of causes, and the other names a chain can be found by. */

export function traceTables(keep: number) {
  return {
    steps: journal(
      'steps',
      {
        position: 'position',
        stream: 'text',
        revision: 'position',
        id: 'text',
        type: 'text',
        correlationId: 'text',
        causationId: 'text',
        /** The command it is about, and the reply; where its data names them. */
        commandId: 'text?',
        replyId: 'text?',
        actor: 'text',
        text: 'text',
        recordedAt: 'text',
      },
      { keep, indexes: [['correlationId']] },
    ),
    /** Command ids, reply ids and `message-<chatId>-<messageId>`, where they are not the correlation id itself. */
    names: journal('names', { name: 'text', correlationId: 'text' }, { keep, indexes: [['name']] }),
  };
}

export type TraceTables = ReturnType<typeof traceTables>;

export function traceProjection({ steps, names }: TraceTables): Projection {
  return {
    name: 'trace',
    version: 1,
    tables: [steps, names],
    handles: 'all',
    apply(rows, event) {
      const { position, stream, revision, id, type, metadata, recordedAt } = event;
      const { correlationId, causationId, actor } = metadata;
      const { commandId, replyId } = idsIn(event);
      const row = { position, stream, revision, id, type, correlationId, causationId, commandId, replyId };
      rows.insert(steps, { ...row, actor: actor.id, text: wordsFor(event).text, recordedAt });
      for (const name of otherNames(event)) if (name !== correlationId) rows.insert(names, { name, correlationId });
    },
  };
}

function idsIn({ type, data }: Fact): { commandId: string | null; replyId: string | null } {
  const commandId = type === 'UpdateReceived' ? commandIdOf(data.updateId as number) : data.commandId;
  return { commandId: textOr(commandId), replyId: textOr(data.replyId) };
}

const textOr = (value: unknown) => (typeof value === 'string' ? value : null);

/** Each name once, where it first appears. */
function otherNames({ type, stream, data }: Fact): string[] {
  switch (type) {
    case 'CommandAccepted':
    case 'CommandRefused':
    case 'DialogueAsked':
      return [data.commandId as string];
    case 'ReplyRequested':
      return [data.replyId as string];
    case 'Delivered':
      return data.messageId === undefined ? [] : [`message${stream.slice('outbox'.length)}-${data.messageId}`];
    default:
      return [];
  }
}

import type { Fact } from '../domain/upcast.ts';
import type { Projection } from './projection.ts';
import { journal } from './table.ts';
import { wordsFor } from './wording.ts';

/** Who did what, to what, and how it ended: what was allowed, what was refused, what the program did by itself. */

export function auditTable(keep: number) {
  return journal(
    'entries',
    {
      position: 'position',
      at: 'text',
      actor: 'text',
      role: 'text',
      /** The command's name with its slash, what was sent instead of one, or what happened. */
      action: 'text',
      /** A stream, or what the action names. */
      target: 'text',
      /** `accepted`, `done`, or the code of a refusal or a failure. */
      result: 'text',
      text: 'text',
      correlationId: 'text',
    },
    { keep, indexes: [['actor']] },
  );
}

/** What was sent where it was no command: those are recorded under the type of their order. */
const noCommand = new Map([
  ['ReceiveText', 'free text'],
  ['PressButton', 'button'],
  ['ReceiveOther', 'photo or file'],
]);
const asked = ({ name }: Fact['data']): string => noCommand.get(name as string) ?? `/${name}`;

/** What an entry says of an event, by its type; what is not here is no matter of the audit. */
const actions: Record<string, (event: Fact) => { action: string; target?: string; result: string; actor?: unknown }> = {
  CommandAccepted: ({ data }) => ({ action: `/${data.name}`, result: 'accepted', actor: data.by }),
  CommandRefused: ({ data }) => ({ action: asked(data), result: data.code as string, actor: data.by }),
  CommandQuarantined: ({ data }) => ({ action: asked(data), result: 'internal_error' }),
  ChatReset: ({ data }) => ({ action: 'reset', result: 'done', actor: data.by }),
  ChatMigrated: ({ data }) => ({ action: 'chat moved', target: `chat-${data.toChatId}`, result: 'done' }),
  StrangerTurnedAway: ({ data }) => ({
    action: data.kind as string,
    target: data.chatId === undefined ? 'no chat' : `chat-${data.chatId}`,
    result: 'unauthorized',
    actor: { id: data.userId === undefined ? 'unknown' : `tg:${data.userId}`, role: 'stranger' },
  }),
  UpdateSetAside: ({ data }) => ({
    action: data.kind as string,
    result: 'set aside',
    ...(data.userId === undefined ? {} : { actor: { id: `tg:${data.userId}`, role: 'none' } }),
  }),
  UpdateQuarantined: () => ({ action: 'update', result: 'quarantined' }),
  MessageRefused: ({ data }) => ({
    action: 'bus message',
    target: data.subject as string,
    result: data.code as string,
  }),
  MessageParked: ({ data }) => ({ action: 'bus message', target: data.subject as string, result: 'parked' }),
  ActorParked: ({ data }) => ({ action: 'actor', target: data.stream as string, result: 'parked' }),
  ActorRestarted: ({ data }) => ({ action: 'actor', target: data.stream as string, result: 'restarted' }),
  BreakerOverridden: ({ data }) => ({ action: `breaker ${data.mode}`, result: 'done', actor: data.by }),
  PersonForgotten: ({ data }) => ({ action: '/forget', target: `tg:${data.userId}`, result: 'done', actor: data.by }),
  ProcessStarted: () => ({ action: 'process', result: 'started' }),
  ProcessStopped: () => ({ action: 'process', result: 'stopped' }),
  CrashRecorded: ({ data }) => ({ action: 'process', target: `process-${data.instance}`, result: 'crashed' }),
};

export function auditProjection(table: ReturnType<typeof auditTable>): Projection {
  return {
    name: 'audit',
    version: 4,
    tables: [table],
    handles: Object.keys(actions),
    apply(rows, event) {
      const { position, stream, metadata, recordedAt: at } = event;
      const { actor = metadata.actor, action, target = stream, result } = actions[event.type]!(event);
      const { id, role } = actor as { id: string; role: string };
      const what = { action, target, result, text: wordsFor(event).text };
      rows.insert(table, { position, at, actor: id, role, ...what, correlationId: metadata.correlationId });
    },
  };
}

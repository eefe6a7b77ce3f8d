import { chatEvents } from '../domain/chat/events.ts';
import { chatStream, commandIdOf } from '../domain/gateway/route.ts';
import { categoryOf, keyOf } from '../domain/ids.ts';
import type { Fact } from '../domain/upcast.ts';
import type { Projection } from './projection.ts';
import { keyed, type Rows } from './table.ts';

/**
 * What the log says is not finished. Recovery and the sweeper go by it, so a row is there exactly as long as the
 * work is open, and what bounds these tables is the open work itself.
 */

/** Commands that were received and that their chat has not taken yet: to be delivered again. */
export const untakenTable = keyed(
  'untaken',
  {
    commandId: 'text',
    chatStream: 'text',
    gatewayStream: 'text',
    /** Of the `UpdateReceived` in the gateway's stream. */
    revision: 'position',
    receivedAt: 'text',
    position: 'position',
    correlationId: 'text',
  },
  { key: ['commandId'], indexes: [['position'], ['receivedAt']] },
);

/** Commands that were accepted and have neither answer nor refusal yet. */
export const unansweredTable = keyed(
  'unanswered',
  {
    commandId: 'text',
    chatStream: 'text',
    name: 'text',
    acceptedAt: 'text',
    deadlineAt: 'text',
    position: 'position',
    correlationId: 'text',
  },
  { key: ['commandId'], indexes: [['position'], ['chatStream']] },
);

/** Questions put to a user and not ended: at most one for each user of a chat, as the chat has it. */
export const askingTable = keyed(
  'asking',
  {
    chatStream: 'text',
    userId: 'text',
    dialogueId: 'text',
    name: 'text',
    asks: 'text',
    askedAt: 'text',
    expiresAt: 'text',
    position: 'position',
  },
  { key: ['chatStream', 'userId'], indexes: [['position']] },
);

const dialoguesTable = keyed(
  'dialogues',
  { chatStream: 'text', dialogueId: 'text', userId: 'text' },
  { key: ['chatStream', 'dialogueId'] },
);

/** Replies that were asked for and neither delivered whole nor given up. */
export const repliesTable = keyed(
  'replies',
  { replyId: 'text', chatId: 'integer', requestedAt: 'text', position: 'position' },
  { key: ['replyId'], indexes: [['chatId', 'position']] },
);

/** How many of those each chat has; a chat with none has no row. */
export const pendingTable = keyed('pending', { chatId: 'integer', pending: 'integer' }, { key: ['chatId'] });

const ends = new Set(['CommandAnswered', 'CommandRefused', 'CommandQuarantined']);

export const openWorkProjection: Projection = {
  name: 'open-work',
  version: 1,
  tables: [untakenTable, unansweredTable, askingTable, dialoguesTable, repliesTable, pendingTable],
  handles: ['UpdateReceived', ...Object.keys(chatEvents), 'Delivered', 'DeliveryAbandoned'],
  apply(rows, event) {
    const { type, data } = event;
    if (type === 'UpdateReceived') receive(rows, event);
    else if (categoryOf(event.stream) === 'chat') take(rows, event);
    else if (type === 'DeliveryAbandoned' || data.last === true) endReply(rows, data.replyId as string);
  },
};

function receive(rows: Rows, { data, stream, revision, position, metadata, recordedAt }: Fact): void {
  rows.put(untakenTable, {
    commandId: commandIdOf(data.updateId as number),
    chatStream: chatStream(data.chatId as number),
    gatewayStream: stream,
    revision,
    receivedAt: recordedAt,
    position,
    correlationId: metadata.correlationId,
  });
}

/** Any fact of the chat that a command led to says that the chat has taken it. */
function take(rows: Rows, event: Fact): void {
  const { type, data, stream, position, metadata, recordedAt } = event;
  const { correlationId, causationId } = metadata;
  const commandId = data.commandId as string;
  rows.delete(untakenTable, causationId);
  if (commandId !== undefined && commandId !== causationId) rows.delete(untakenTable, commandId);
  if (ends.has(type)) rows.delete(unansweredTable, commandId);
  if (type === 'ReplyRequested') requestReply(rows, event);
  if (type === 'DialogueAsked') ask(rows, event);
  if (type === 'DialogueEnded') endDialogue(rows, stream, data.dialogueId as string);
  if (type !== 'CommandAccepted') return;
  const [name, deadlineAt] = [data.name as string, data.deadlineAt as string];
  const place = { chatStream: stream, position, correlationId };
  rows.put(unansweredTable, { commandId, name, acceptedAt: recordedAt, deadlineAt, ...place });
}

function ask(rows: Rows, { data, stream: chatStream, position, recordedAt: askedAt }: Fact): void {
  const { id: userId } = data.by as { id: string };
  const [dialogueId, name, asks] = [data.dialogueId as string, data.name as string, data.asks as string];
  const before = rows.get(askingTable, chatStream, userId);
  if (before !== undefined) endDialogue(rows, chatStream, before.dialogueId);
  const expiresAt = data.expiresAt as string;
  rows.put(askingTable, { chatStream, userId, dialogueId, name, asks, askedAt, expiresAt, position });
  rows.put(dialoguesTable, { chatStream, dialogueId, userId });
}

function endDialogue(rows: Rows, chatStream: string, dialogueId: string): void {
  const dialogue = rows.get(dialoguesTable, chatStream, dialogueId);
  if (dialogue === undefined) return;
  rows.delete(dialoguesTable, chatStream, dialogueId);
  rows.delete(askingTable, chatStream, dialogue.userId);
}

function requestReply(rows: Rows, { data, stream, position, recordedAt }: Fact): void {
  const replyId = data.replyId as string;
  const chatId = Number(keyOf(stream));
  if (rows.get(repliesTable, replyId) === undefined) countPending(rows, chatId, 1);
  rows.put(repliesTable, { replyId, chatId, requestedAt: recordedAt, position });
}

function endReply(rows: Rows, replyId: string): void {
  const reply = rows.get(repliesTable, replyId);
  if (reply === undefined) return;
  rows.delete(repliesTable, replyId);
  countPending(rows, reply.chatId, -1);
}

function countPending(rows: Rows, chatId: number, change: 1 | -1): void {
  const pending = (rows.get(pendingTable, chatId)?.pending ?? 0) + change;
  if (pending > 0) rows.put(pendingTable, { chatId, pending });
  else rows.delete(pendingTable, chatId);
}

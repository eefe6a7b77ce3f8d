import { depthMax, isDeeper, shallow } from '../depth.ts';
import { sha256 } from '../ids.ts';
import type { Access } from '../policy/roles.ts';
import { roleIn } from '../policy/roles.ts';
import type { SortedUpdate } from './commands.ts';
import { type CallbackQuery, type Message, otherKinds, update as updateSchema } from './update.ts';

/** An update larger than this is set aside by its hash; Telegram's own are a few KiB. */
const bytesMax = 32 * 1024;

/**
 * What an update is, before anything of it is believed: for the chat, of a stranger, of no concern, or not
 * readable. Total: whatever was sent gives one of these.
 */
export function sortUpdate(raw: unknown, access: Access): SortedUpdate {
  const deep = isDeeper(raw);
  const text = JSON.stringify(deep ? shallow(raw) : raw) ?? 'undefined';
  const bytes = Buffer.byteLength(text);
  const quarantined = (reason: string): SortedUpdate => {
    const updateId = idOf(raw);
    return {
      type: 'UpdateQuarantined',
      ...(updateId === undefined ? {} : { updateId }),
      reason,
      sha256: sha256(text),
      bytes,
    };
  };
  const updateId = idOf(raw);
  if (updateId === undefined) return quarantined('it has no update_id');
  if (deep) return quarantined(`it nests deeper than ${depthMax} levels`);
  if (bytes > bytesMax) return quarantined(`it is larger than ${bytesMax} bytes`);
  const other = otherKinds.find(kind => kind in (raw as object));
  if (other !== undefined)
    return { type: 'UpdateSetAside', updateId, kind: other, reason: 'a kind that asks for nothing' };
  const parsed = updateSchema.safeParse(raw);
  if (!parsed.success) return quarantined(parsed.error.issues[0]?.path.join('.').slice(0, 150) ?? 'not an update');
  const { message, edited_message, callback_query } = parsed.data;
  const source = { updateId, raw: raw as Record<string, unknown>, access };
  if (callback_query !== undefined) return sortPress(source, callback_query);
  if (message !== undefined) return sortMessage(source, 'message', message);
  if (edited_message !== undefined) return sortMessage(source, 'edited_message', edited_message);
  return quarantined('of a kind that is not known');
}

interface Source {
  updateId: number;
  raw: Record<string, unknown>;
  access: Access;
}

function idOf(raw: unknown): number | undefined {
  const id = (raw as { update_id?: unknown } | null | undefined)?.update_id;
  return Number.isSafeInteger(id) && (id as number) >= 0 ? (id as number) : undefined;
}

/** Role first: to a stranger nothing is said about what was wrong with the message. */
function sortMessage(source: Source, kind: string, message: Message): SortedUpdate {
  const { chat, from } = message;
  if (chat.type === 'channel') return setAside(source, kind, 'a channel', chat.id);
  if (from === undefined || message.sender_chat !== undefined)
    return setAside(source, kind, 'nobody signs it', chat.id);
  if (from.is_bot === true) return setAside(source, kind, 'sent by a bot', chat.id, from.id);
  const reason = borrowed(message);
  return received(source, kind, chat.id, from.id, reason);
}

/** Words of somebody else in the mouth of a known user are nobody's order. */
function borrowed(message: Message): string | undefined {
  if (message.forward_origin !== undefined) return 'a forward';
  if (message.via_bot !== undefined) return 'written by way of a bot';
  return undefined;
}

function sortPress(source: Source, { from, message }: CallbackQuery): SortedUpdate {
  const kind = 'callback_query';
  if (message === undefined) return setAside(source, kind, 'a press without a message', undefined, from.id);
  if (message.chat.type === 'channel') return setAside(source, kind, 'a channel', message.chat.id, from.id);
  return received(source, kind, message.chat.id, from.id, undefined);
}

function received(
  source: Source,
  kind: string,
  chatId: number,
  userId: number,
  reason: string | undefined,
): SortedUpdate {
  const { updateId, raw, access } = source;
  const role = roleIn(access, userId, chatId);
  if (role === undefined) return { type: 'StrangerTurnedAway', updateId, kind, chatId, userId };
  if (reason !== undefined) return setAside(source, kind, reason, chatId, userId);
  return { type: 'UpdateReceived', updateId, chatId, userId, role, update: raw };
}

function setAside({ updateId }: Source, kind: string, reason: string, chatId?: number, userId?: number): SortedUpdate {
  return {
    type: 'UpdateSetAside',
    updateId,
    kind,
    reason,
    ...(chatId === undefined ? {} : { chatId }),
    ...(userId === undefined ? {} : { userId }),
  };
}

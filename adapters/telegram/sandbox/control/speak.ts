import { withoutReply } from '../bot-api/access.ts';
import { asDocument, asPhoto, keepDocument, keepPhoto } from '../bot-api/files.ts';
import { detectEntities } from '../checks/detect-entities.ts';
import type { ChatRecord, Person } from '../records.ts';
import type { Sandbox } from '../sandbox.ts';
import { telegramLimits } from '../settings.ts';
import type { Entity, Message, User } from '../shapes.ts';
import { ControlError } from './control-error.ts';
import type { Fields } from './fields.ts';
import { asUser, chatIn, messageIn, personIn, personOf } from './lookup.ts';

export interface Spoken {
  /** Null when the bot is not told: it does not ask for such updates, or its privacy mode hides them. */
  updateId: number | null;
  messageId: number;
}

/** Telegram's own account for administrators who write as the group. */
const anonymousAdmin: User = {
  id: 1087968824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot',
};

/**
 * A person writes to a chat, or edits what they wrote. Takes `chatId, userId, text` and, as wanted, `threadId`,
 * `replyTo`, `edit`, `forwardFrom`, `viaBot`, `anonymous`, `entities`, and `force` to write where one is no member.
 */
export function speak(fields: Fields, sandbox: Sandbox): Spoken {
  const text = fields.text('text').trim();
  if (text === '' || text.length > telegramLimits.textUnits) {
    throw new ControlError(400, 'The text is empty or too long.', 'Telegram takes 1 to 4096 UTF-16 units.');
  }
  const entities = Array.isArray(fields.all.entities) ? (fields.all.entities as Entity[]) : detectEntities(text);
  const content = entities.length === 0 ? { text } : { text, entities };
  return fields.has('edit') ? edit(fields, sandbox, content) : post(fields, sandbox, content);
}

/** A person sends a photo: `base64` bytes and a `caption`. */
export function speakPhoto(fields: Fields, sandbox: Sandbox): Spoken {
  const file = keepPhoto({ ...uploadIn(fields, 'photo.jpg'), mimeType: 'image/jpeg' }, sandbox);
  return post(fields, sandbox, { photo: [asPhoto(file)], ...captionIn(fields) });
}

/** A person sends a document: `base64` bytes, a `name`, a `mimeType` and a `caption`. */
export function speakDocument(fields: Fields, sandbox: Sandbox): Spoken {
  const mimeType = fields.optionalText('mimeType') ?? 'application/octet-stream';
  const file = keepDocument({ ...uploadIn(fields, 'file.bin'), mimeType }, sandbox);
  return post(fields, sandbox, { document: asDocument(file), ...captionIn(fields) });
}

function post(fields: Fields, sandbox: Sandbox, content: Partial<Message>): Spoken {
  const record = chatIn(fields, sandbox);
  const person = personIn(fields, sandbox);
  requireVoice(fields, record, person);
  const message = sandbox.deliver(record, {
    ...senderOf(fields, record, person),
    ...placeOf(fields, sandbox, record),
    ...originOf(fields, sandbox),
    ...content,
  });
  const kind = record.chat.type === 'channel' ? 'channel_post' : 'message';
  const updateId = isHidden(message, sandbox) ? null : sandbox.pushUpdate(kind, message);
  return { updateId, messageId: message.message_id };
}

function edit(fields: Fields, sandbox: Sandbox, content: Partial<Message>): Spoken {
  const record = chatIn(fields, sandbox);
  const message = messageIn(fields, sandbox, record.chat.id, 'edit');
  if (message.from?.id !== fields.integer('userId')) {
    throw new ControlError(403, 'Only who wrote a message can edit it.', 'Send `userId` of its author.');
  }
  const { text: _, entities: __, ...rest } = message;
  const edited: Message = { ...rest, ...content, edit_date: sandbox.seconds() };
  sandbox.replace(edited);
  return { updateId: sandbox.pushUpdate('edited_message', edited), messageId: edited.message_id };
}

function requireVoice(fields: Fields, record: ChatRecord, { id, firstName }: Person): void {
  if (fields.flag('force')) return;
  if (!record.members.includes(id)) {
    throw new ControlError(403, `${firstName} is not in this chat.`, 'Add `"force": true` to forge it.');
  }
  if (record.bot === 'blocked') {
    throw new ControlError(409, `${firstName} has blocked the bot.`, 'POST unblock first.');
  }
  if (record.migratedTo !== undefined) {
    throw new ControlError(409, 'This group became a supergroup.', `Write to chat ${record.migratedTo}.`);
  }
}

function senderOf(fields: Fields, { chat }: ChatRecord, person: Person): Partial<Message> {
  if (chat.type === 'channel') return { sender_chat: chat, author_signature: person.firstName };
  if (fields.flag('anonymous')) return { from: anonymousAdmin, sender_chat: chat };
  return { from: asUser(person) };
}

function placeOf(fields: Fields, sandbox: Sandbox, { chat, topics }: ChatRecord): Partial<Message> {
  const place: Partial<Message> = {};
  const reply = fields.has('replyTo') ? messageIn(fields, sandbox, chat.id, 'replyTo') : undefined;
  if (reply !== undefined) place.reply_to_message = withoutReply(reply);
  const threadId = fields.optionalInteger('threadId') ?? reply?.message_thread_id;
  if (threadId === undefined) return place;
  if (!topics.some(({ id }) => id === threadId)) {
    throw new ControlError(404, `Chat ${chat.id} has no topic ${threadId}.`, 'GET state lists the topics.');
  }
  return { ...place, message_thread_id: threadId, is_topic_message: true };
}

function originOf(fields: Fields, sandbox: Sandbox): Partial<Message> {
  const origin: Partial<Message> = {};
  if (fields.has('forwardFrom')) {
    const sender_user = asUser(personOf(fields.integer('forwardFrom'), sandbox));
    origin.forward_origin = { type: 'user', sender_user, date: sandbox.seconds() };
  }
  const viaBot = fields.optionalText('viaBot');
  if (viaBot !== undefined) origin.via_bot = { id: 7999999999, is_bot: true, first_name: viaBot, username: viaBot };
  return origin;
}

/** Privacy mode: in a group the bot hears commands, its name, and replies to it. */
function isHidden({ chat, text = '', reply_to_message: reply }: Message, { settings, bot }: Sandbox): boolean {
  if (!settings.privacyMode || (chat.type !== 'group' && chat.type !== 'supergroup')) return false;
  return !text.startsWith('/') && !text.includes(`@${bot.username}`) && reply?.from?.id !== bot.id;
}

function uploadIn(fields: Fields, missingName: string): { name: string; bytes: Buffer } {
  return { name: fields.optionalText('name') ?? missingName, bytes: Buffer.from(fields.text('base64'), 'base64') };
}

function captionIn(fields: Fields): Partial<Message> {
  const caption = fields.optionalText('caption');
  return caption === undefined ? {} : { caption };
}

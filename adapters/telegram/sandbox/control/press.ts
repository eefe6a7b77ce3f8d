import type { Sandbox } from '../sandbox.ts';
import type { Message } from '../shapes.ts';
import { ControlError } from './control-error.ts';
import type { Fields } from './fields.ts';
import { asUser, chatIn, messageIn, personIn } from './lookup.ts';

/**
 * A person presses a button: `chatId, messageId, userId, data`. Only a member can press, and only what the message
 * shows, unless `force` forges it.
 */
export function press(fields: Fields, sandbox: Sandbox): { updateId: number | null; callbackQueryId: string } {
  const record = chatIn(fields, sandbox);
  const person = personIn(fields, sandbox);
  const message = messageIn(fields, sandbox, record.chat.id);
  const data = fields.text('data');
  if (!fields.flag('force')) {
    requireButton(message, data);
    if (!record.members.includes(person.id)) throw new ControlError(403, `${person.firstName} is not here.`, FORGE);
  }
  const id = `${person.id}${String(sandbox.state.sequence + 1).padStart(12, '0')}`;
  const [chatId, messageId] = [record.chat.id, message.message_id];
  sandbox.record({
    kind: 'pressed',
    button: { id, userId: person.id, chatId, messageId, data, at: sandbox.clock.now() },
  });
  const updateId = sandbox.pushUpdate('callback_query', {
    id,
    from: asUser(person),
    message,
    chat_instance: String(chatId * 31),
    data,
  });
  return { updateId, callbackQueryId: id };
}

const FORGE = 'Add `"force": true` to forge it.';

function requireButton(message: Message, data: string): void {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  if (buttons.some(({ callback_data }) => callback_data === data)) return;
  throw new ControlError(404, `Message ${message.message_id} has no button "${data}".`, FORGE);
}

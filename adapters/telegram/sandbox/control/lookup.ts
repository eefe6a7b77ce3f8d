import type { ChatRecord, Person } from '../records.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Message, User } from '../shapes.ts';
import { ControlError } from './control-error.ts';
import type { Fields } from './fields.ts';

/** @throws {ControlError} 404 */
export function chatIn(fields: Fields, sandbox: Sandbox): ChatRecord {
  const id = fields.integer('chatId');
  const record = sandbox.state.chats.get(id);
  if (record === undefined) throw new ControlError(404, `There is no chat ${id}.`, 'GET state lists the chats.');
  return record;
}

/** @throws {ControlError} 404 */
export function personIn(fields: Fields, sandbox: Sandbox, name = 'userId'): Person {
  return personOf(fields.integer(name), sandbox);
}

/** @throws {ControlError} 404 */
export function personOf(id: number, sandbox: Sandbox): Person {
  const person = sandbox.state.users.get(id);
  if (person === undefined) throw new ControlError(404, `There is no user ${id}.`, 'POST users makes one.');
  return person;
}

/** @throws {ControlError} 404 */
export function messageIn(fields: Fields, sandbox: Sandbox, chatId: number, name = 'messageId'): Message {
  const id = fields.integer(name);
  const message = sandbox.state.messages.get(chatId, id)?.message;
  if (message === undefined) {
    throw new ControlError(404, `Chat ${chatId} has no message ${id}.`, 'It may have been deleted.');
  }
  return message;
}

/** The person as Telegram's User. */
export function asUser({ id, firstName, username }: Person): User {
  const user = { id, is_bot: false, first_name: firstName, language_code: 'en' };
  return username === undefined ? user : { ...user, username };
}

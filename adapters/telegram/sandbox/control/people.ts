import type { ChatRecord, Person, Topic } from '../records.ts';
import type { Sandbox } from '../sandbox.ts';
import { privateChat } from '../seed.ts';
import type { Chat, User } from '../shapes.ts';
import { ControlError } from './control-error.ts';
import { Fields } from './fields.ts';
import { asUser, chatIn, personIn, personOf } from './lookup.ts';

/** Adds or renames a person: `firstName` and, as wanted, `id`, `username`, `role`, `unopened` (never wrote to the bot). */
export function putUser(fields: Fields, sandbox: Sandbox): { user: Person } {
  const username = fields.optionalText('username');
  const role = fields.optionalText('role');
  const user: Person = {
    id: fields.optionalInteger('id') ?? Math.max(2000, ...sandbox.state.users.keys()) + 1,
    firstName: fields.text('firstName'),
    ...(username === undefined ? {} : { username }),
    ...(role === undefined ? {} : { role }),
  };
  sandbox.record({ kind: 'user', user });
  if (!sandbox.state.chats.has(user.id)) {
    sandbox.record({
      kind: 'chat',
      chat: { ...privateChat(user), bot: fields.flag('unopened') ? 'unopened' : 'member' },
    });
  }
  return { user };
}

/** Adds or changes a group, supergroup or channel: `type, title` and, as wanted, `id`, `members`, `administrators`, `topics`. */
export function putChat(fields: Fields, sandbox: Sandbox): { chat: ChatRecord } {
  const type = fields.text('type') as Chat['type'];
  if (!['group', 'supergroup', 'channel'].includes(type)) {
    throw new ControlError(400, `There are no chats of type "${type}" to make.`, 'Use group, supergroup or channel.');
  }
  const members = fields.integers('members');
  for (const id of members) personOf(id, sandbox);
  const topics = topicsIn(fields);
  const id = fields.optionalInteger('id') ?? freeChatId(type, sandbox);
  const username = fields.optionalText('username');
  const chat: ChatRecord = {
    chat: {
      id,
      type,
      title: fields.text('title'),
      ...(username === undefined ? {} : { username }),
      ...(topics.length > 0 ? { is_forum: true } : {}),
    },
    members,
    administrators: fields.integers('administrators'),
    topics,
    bot: 'member',
  };
  sandbox.record({ kind: 'chat', chat });
  return { chat };
}

function topicsIn(fields: Fields): Topic[] {
  const given = fields.all.topics ?? [];
  if (!Array.isArray(given))
    throw new ControlError(400, '"topics" is no list.', 'Send [{"id": 2, "name": "Deploys"}].');
  return given.map(each => {
    const topic = new Fields((each ?? {}) as Record<string, unknown>);
    return {
      id: topic.integer('id'),
      name: topic.text('name'),
      iconColor: topic.optionalInteger('iconColor') ?? 0x6fb9f0,
    };
  });
}

/** The person of a private chat blocks the bot: `userId`. */
export function block(fields: Fields, sandbox: Sandbox): { updateId: number | null } {
  return turn(privateOf(fields, sandbox), 'blocked', fields, sandbox);
}

export function unblock(fields: Fields, sandbox: Sandbox): { updateId: number | null } {
  return turn(privateOf(fields, sandbox), 'member', fields, sandbox);
}

/** The bot is removed from a group or channel: `chatId, userId` (who did it). */
export function kick(fields: Fields, sandbox: Sandbox): { updateId: number | null } {
  return turn(chatIn(fields, sandbox), 'kicked', fields, sandbox);
}

export function invite(fields: Fields, sandbox: Sandbox): { updateId: number | null } {
  return turn(chatIn(fields, sandbox), 'member', fields, sandbox);
}

/** A basic group becomes a supergroup: `chatId`. Both chats get the service message that Telegram writes. */
export function migrate(fields: Fields, sandbox: Sandbox): { chatId: number } {
  const group = chatIn(fields, sandbox);
  if (group.chat.type !== 'group' || group.migratedTo !== undefined) {
    throw new ControlError(409, 'Only a basic group can become a supergroup, once.', 'POST chats with type group.');
  }
  const id = freeChatId('supergroup', sandbox);
  const supergroup: ChatRecord = { ...group, chat: { ...group.chat, id, type: 'supergroup' } };
  sandbox.record({ kind: 'chat', chat: supergroup });
  const from = asUser(personOf(group.members[0] ?? 1001, sandbox));
  const farewell = sandbox.deliver(group, { from, migrate_to_chat_id: id });
  sandbox.record({ kind: 'chat', chat: { ...group, migratedTo: id } });
  const welcome = sandbox.deliver(supergroup, {
    from,
    sender_chat: supergroup.chat,
    migrate_from_chat_id: group.chat.id,
  });
  sandbox.pushUpdate('message', farewell);
  sandbox.pushUpdate('message', welcome);
  return { chatId: id };
}

function turn(
  record: ChatRecord,
  bot: ChatRecord['bot'],
  fields: Fields,
  sandbox: Sandbox,
): { updateId: number | null } {
  const from = asUser(fields.has('userId') ? personIn(fields, sandbox) : personOf(record.members[0] ?? 1001, sandbox));
  sandbox.record({ kind: 'chat', chat: { ...record, bot } });
  const updateId = sandbox.pushUpdate('my_chat_member', {
    chat: record.chat,
    from,
    date: sandbox.seconds(),
    old_chat_member: standing(record.bot, sandbox.bot),
    new_chat_member: standing(bot, sandbox.bot),
  });
  return { updateId };
}

function standing(bot: ChatRecord['bot'], user: User): Record<string, unknown> {
  if (bot === 'member') return { user, status: 'member' };
  if (bot === 'left' || bot === 'unopened') return { user, status: 'left' };
  return { user, status: 'kicked', until_date: 0 };
}

function privateOf(fields: Fields, sandbox: Sandbox): ChatRecord {
  const { id } = personIn(fields, sandbox);
  const record = sandbox.state.chats.get(id);
  if (record === undefined) throw new ControlError(404, `User ${id} has no private chat.`, 'POST users makes one.');
  return record;
}

/** Supergroups and channels count down from -100…, basic groups from small negative numbers, as at Telegram. */
function freeChatId(type: Chat['type'], { state }: Sandbox): number {
  let id = type === 'group' ? -4001 : -1000000003001;
  while (state.chats.has(id)) id--;
  return id;
}

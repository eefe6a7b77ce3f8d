import type { Agent, Role } from '../message.ts';

/** viewer < operator < approver < admin < system. */
const rank: Record<Role, number> = { viewer: 0, operator: 1, approver: 2, admin: 3, system: 4 };

/** Whether `held` is enough for what needs `needed`. */
export function allows(held: Role, needed: Role): boolean {
  return rank[held] >= rank[needed];
}

/** The role that counts: the lesser of the user's and the chat's. */
function lesser(one: Role, other: Role): Role {
  return rank[one] <= rank[other] ? one : other;
}

/** Who may speak to the bot, and where. From the configuration. */
export interface Access {
  users: { id: number; name: string; role: Role }[];
  /** Groups; a known user's own private chat needs no entry. `role` caps what anybody may do there. */
  chats: { id: number; role: Role }[];
  /** Users of this machine, at its terminal. */
  terminal?: TerminalUser[];
}

/** `person`: the Telegram id of the same person, so that four eyes are two people's. */
export interface TerminalUser {
  user: string;
  role: Role;
  person?: number | undefined;
}

/** The role of a user in a chat; none for a stranger or a strange place. */
export function roleIn(access: Access, userId: number, chatId: number): Role | undefined {
  const user = access.users.find(({ id }) => id === userId);
  if (user === undefined) return undefined;
  if (chatId === userId) return user.role;
  const chat = access.chats.find(({ id }) => id === chatId);
  return chat === undefined ? undefined : lesser(user.role, chat.role);
}

/** Who a user of this machine is to the rules; nobody for one that is not named. */
export function agentAtTerminal({ terminal = [] }: Access, user: string): Agent | undefined {
  const known = terminal.find(one => one.user === user);
  if (known === undefined) return undefined;
  return { id: known.person === undefined ? `cli:${user}`.slice(0, 80) : `tg:${known.person}`, role: known.role };
}

import { botName } from '../engines/settings.ts';

/** What people send, in Telegram's shapes, without the number that Telegram gives on arrival. */

export type Unnumbered = Record<string, unknown>;

/** One user in one chat; a private chat has its user's number. */
export interface Speaker {
  userId: number;
  chatId: number;
}

/** What the sender counts on; `ends` are those that are right when nothing is too late or too much. */
export interface Expected {
  /** What the inbox makes of it. */
  door: 'UpdateReceived' | 'StrangerTurnedAway' | 'UpdateSetAside' | 'UpdateQuarantined';
  ends: string[];
}

export interface Sent extends Expected {
  what: string;
  speaker: Speaker;
  update: Unnumbered;
}

/** Where and by whom; `dateS` is Telegram's clock. */
export interface Moment {
  dateS: number;
  messageId: number;
}

const chatOf = ({ chatId, userId }: Speaker) => ({
  id: chatId,
  type: chatId === userId ? 'private' : chatId < -1_000_000 ? 'supergroup' : 'group',
  ...(chatId < 0 ? { title: 'a room' } : {}),
});

export function messageOf(speaker: Speaker, { dateS, messageId }: Moment, more: Unnumbered): Unnumbered {
  return {
    message_id: messageId,
    date: dateS,
    chat: chatOf(speaker),
    from: { id: speaker.userId, is_bot: false },
    ...more,
  };
}

export function pressOf(speaker: Speaker, moment: Moment, data: string, callbackId: string): Unnumbered {
  const { from: _author, ...message } = messageOf(speaker, moment, {});
  return { callback_query: { id: callbackId, from: { id: speaker.userId }, message, data } };
}

/** A command as it is written there: in a group with the bot's name. */
export const written = ({ chatId, userId }: Speaker, command: string, rest = '') =>
  `/${command}${chatId === userId ? '' : `@${botName}`}${rest === '' ? '' : ` ${rest}`}`;

import { msBetween } from '../instants.ts';
import { Refusal } from '../refusal.ts';
import type { ChatCommand, ChatOrder } from './commands.ts';
import type { ChatEvent, Place } from './events.ts';
import type { ChatSettings } from './settings.ts';
import type { Chat } from './state.ts';
import { type Asked, acknowledges, refusalReply, refused, shows } from './told.ts';

type FromTelegram = ChatOrder<'ReceiveText' | 'ReceiveOther' | 'PressButton'>;

const fiveSecondsMs = 5_000;
const minuteMs = 60_000;

/**
 * What holds for everything that comes from Telegram: a new chat is opened, a stale or too frequent order
 * is refused, a pressed button is acknowledged first, and a refusal is told.
 */
export function accept(
  order: Asked<FromTelegram>,
  chat: Chat,
  settings: ChatSettings,
  handle: () => ChatEvent[],
): ChatEvent[] {
  const first = [
    ...opening(order, chat),
    ...(order.type === 'PressButton' ? [acknowledges(order, order.callbackId)] : []),
  ];
  try {
    requireFresh(order, settings);
    requireRate(order, chat, settings);
    return [...first, ...handle()];
  } catch (refusal) {
    if (refusal instanceof Refusal) return [...first, ...refusing(order, chat, refusal)];
    throw refusal;
  }
}

function opening({ chatId, kind, title, at }: Asked<FromTelegram>, chat: Chat): ChatEvent[] {
  if (chat.opened) return [];
  return [{ type: 'ChatOpened', chatId, kind, ...(title === undefined ? {} : { title }), at }];
}

/** After an outage a backlog comes at once: what is old is answered with its age, not carried out. */
function requireFresh({ sentAt, at }: Asked<FromTelegram>, { commandTtlMs }: ChatSettings): void {
  const ageMs = msBetween(sentAt, at);
  if (ageMs <= commandTtlMs) return;
  throw new Refusal('command_expired', `This waited ${Math.round(ageMs / 1000)} s before I could take it.`);
}

/** Counts what was answered, refusals too, but not those of this limit: a flood does not prolong its own window. */
function requireRate({ by, at }: Asked<FromTelegram>, chat: Chat, { perMinute, perFiveSeconds }: ChatSettings): void {
  const accepted = chat.accepted[by.id] ?? [];
  const limits = [
    { most: perFiveSeconds, withinMs: fiveSecondsMs },
    { most: perMinute, withinMs: minuteMs },
  ];
  // The window is full for as long as the most-th latest command is in it.
  const waits = limits.map(({ most, withinMs }) => (accepted.at(-most) ?? -Infinity) + withinMs - Date.parse(at));
  const retryAfterMs = Math.max(...waits);
  if (retryAfterMs <= 0) return;
  throw new Refusal(
    'rate_limited',
    `That is more than ${perFiveSeconds} commands in 5 s or ${perMinute} in a minute.`,
    {
      retryAfterMs,
      hint: `Send it again in ${Math.ceil(retryAfterMs / 1000)} s.`,
    },
  );
}

function refusing(order: Asked<FromTelegram>, chat: Chat, refusal: Refusal): ChatEvent[] {
  const told = refusal.code !== 'rate_limited' || !warnedLately(order, chat);
  const fact = refused(order, order.id, nameOf(order), refusal, told);
  if (!told) return [fact];
  return [fact, shows(order, order.id, placeOf(order), refusalReply(refusal, order.correlationId))];
}

function warnedLately({ by, at }: Asked<FromTelegram>, chat: Chat): boolean {
  const warned = chat.warned[by.id];
  return warned !== undefined && msBetween(warned, at) < fiveSecondsMs;
}

/** For the record: the command's first word, or what kind of order it was. */
function nameOf(order: ChatCommand): string {
  if (order.type === 'ReceiveText') return /^\/(\w{1,32})/.exec(order.text)?.[1]?.toLowerCase() ?? order.type;
  return order.type;
}

/** Where an answer goes: under the message. A refusal of a press leaves the pressed message as it is. */
export function placeOf(order: FromTelegram): Place {
  const thread = order.threadId === undefined ? {} : { threadId: order.threadId };
  return order.messageId === undefined ? thread : { ...thread, messageId: order.messageId };
}

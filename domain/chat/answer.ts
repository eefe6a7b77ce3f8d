import { msBetween } from '../instants.ts';
import { Refusal } from '../refusal.ts';
import type { FlagName, FlagReading } from '../settings/flags.ts';
import type { ChatOrder } from './commands.ts';
import type { ChatEvent } from './events.ts';
import { withWayBack } from './pages.ts';
import type { Chat } from './state.ts';
import { type Asked, refusalReply, refused, shows } from './told.ts';

/** What an effect found out ends the command it was asked for. A second answer finds nothing open. */
export function answer(order: Asked<ChatOrder<'GiveAnswer'>>, chat: Chat): ChatEvent[] {
  const { commandId, at, flags = [] } = order;
  const open = chat.open[commandId];
  if (open === undefined) return [];
  // Buttons of the control centre run commands as they are; those of a card name what it is about.
  const isOfMenu = open.place.edits !== undefined && Object.keys(open.args).length === 0;
  const reply = isOfMenu ? withWayBack(order.reply) : order.reply;
  const durationMs = Math.max(0, msBetween(open.at, at));
  const read = flags.length === 0 ? {} : { flags };
  return [
    { type: 'CommandAnswered', commandId, name: open.name, at, durationMs, ...read },
    quoting(flags, shows(order, commandId, open.place, reply)),
  ];
}

/** What takes the place of a pressed message has nothing to quote. */
function quoting(flags: FlagReading[], shown: ReturnType<typeof shows>): ChatEvent {
  const { action } = shown;
  const quotes = flags.some(({ flag, on }) => on && flag === ('quote-answers' satisfies FlagName));
  return quotes && action.type === 'send' ? { ...shown, action: { ...action, quote: true } } : shown;
}

/** The answer could not be had, or not in time. What was pressed stays as it is: it may still be of use. */
export function refuseAnswer(order: Asked<ChatOrder<'RefuseAnswer'>>, chat: Chat): ChatEvent[] {
  const { commandId, code, message, hint, retryAfterMs } = order;
  const open = chat.open[commandId];
  if (open === undefined) return [];
  const refusal = new Refusal(code, message, { hint, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  const { edits: _pressed, ...place } = open.place;
  return [
    refused({ ...order, by: open.by }, commandId, open.name, refusal),
    shows(order, commandId, place, refusalReply(refusal, open.correlationId)),
  ];
}

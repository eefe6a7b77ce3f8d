import { Refusal } from '../refusal.ts';
import type { ChatOrder } from './commands.ts';
import type { ChatEvent } from './events.ts';
import type { Asked } from './told.ts';

/**
 * Something to be shown that no command of this chat asked for. A repeat of the order shows nothing more.
 * @throws {Refusal} `forbidden` to everybody but the program itself.
 */
export function tell(order: Asked<ChatOrder<'TellChat'>>): ChatEvent[] {
  const { id: commandId, by, reply, at } = order;
  if (by.role !== 'system') throw new Refusal('forbidden', 'Only the program itself tells a chat something.');
  return [{ type: 'ReplyRequested', replyId: toldId(commandId), commandId, action: actionOf(order), reply, at }];
}

/** The id of the reply that an order to tell gives: what a later one revises. */
export function toldId(orderId: string): string {
  return `${orderId}/0`;
}

type Action = (ChatEvent & { type: 'ReplyRequested' })['action'];

function actionOf({ place, revises, orElse, silent, quote }: ChatOrder<'TellChat'>): Action {
  if (revises !== undefined) return { type: 'revise', of: revises, orElse, place, silent };
  return { type: 'send', place, silent, ...(quote ? { quote } : {}) };
}

import type { SnapshotFrom } from 'xstate';
import { accept } from './accept.ts';
import { answer, refuseAnswer } from './answer.ts';
import type { ChatCommand } from './commands.ts';
import { expireDialogue } from './dialogue.ts';
import type { ChatEvent } from './events.ts';
import type { chatMachine } from './machine.ts';
import { press } from './press.ts';
import { receiveOther, receiveText } from './receive.ts';
import type { ChatSettings } from './settings.ts';
import { tell } from './tell.ts';
import type { Asked } from './told.ts';

export type ChatSnapshot = SnapshotFrom<typeof chatMachine>;

/**
 * The rules of a chat. Pure: time, ids, roles and settings arrive with the order.
 *
 * Every order from Telegram gives exactly one of: an answer, a refusal with a code, a pending state with a
 * timer (an open command, a dialogue), or a recorded reason for silence. A repeat gives nothing.
 * @throws {Refusal} recorded and answered by `refuse`.
 */
export function decide(
  order: Asked<ChatCommand>,
  { context: chat }: ChatSnapshot,
  settings: ChatSettings,
): ChatEvent[] {
  if (chat.taken.includes(order.id)) return [];
  switch (order.type) {
    case 'ReceiveText':
      return accept(order, chat, settings, () => receiveText(order, chat, settings));
    case 'ReceiveOther':
      return accept(order, chat, settings, () => receiveOther(order));
    case 'PressButton':
      return accept(order, chat, settings, () => press(order, chat, settings));
    case 'MoveChat':
      return [
        { type: 'ChatMigrated', toChatId: order.toChatId, at: order.at },
        { type: 'MessageIgnored', commandId: order.id, reason: 'the group became a supergroup', at: order.at },
      ];
    case 'GiveAnswer':
      return answer(order, chat);
    case 'RefuseAnswer':
      return refuseAnswer(order, chat);
    case 'ExpireDialogue':
      return expireDialogue(order, chat);
    case 'TellChat':
      return tell(order);
  }
}

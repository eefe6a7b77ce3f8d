import { checked } from '../commands/parse.ts';
import { commandNamed } from '../commands/registry.ts';
import { Refusal } from '../refusal.ts';
import type { ChatOrder } from './commands.ts';
import type { ChatEvent, Place } from './events.ts';
import { paragraph, says } from './reply.ts';
import { run } from './run.ts';
import type { ChatSettings } from './settings.ts';
import type { Chat, Dialogue } from './state.ts';
import { askedFor, requireParameter } from './task-arguments.ts';
import { type Asked, ignores, refusalReply, shows } from './told.ts';

/** What becomes of a question that a user was asked: answered, canceled, or forgotten. */

interface Answered {
  order: Asked<ChatOrder<'ReceiveText' | 'PressButton'>>;
  chat: Chat;
  settings: ChatSettings;
  dialogue: Dialogue;
  value: string;
  place: Place;
}

/** Takes an answer, and either asks for the next thing or runs the command. A wrong answer is asked for again. */
export function answerDialogue({ order, chat, settings, dialogue, value, place }: Answered): ChatEvent[] {
  const spec = commandNamed(dialogue.name);
  const tasks = settings.tasks ?? [];
  const argument = spec && askedFor(spec, dialogue.asks, dialogue.args, tasks);
  if (spec === undefined || argument === undefined)
    throw new Refusal('dialogue_gone', `/${dialogue.name} has changed since I asked.`);
  const { dialogueId } = dialogue;
  const { id: commandId, at } = order;
  try {
    requireParameter(argument.name, value, dialogue.args, tasks);
    const args = { ...dialogue.args, [argument.name]: checked(spec, argument, value) };
    const missing = spec.arguments.filter(({ name, required }) => required && args[name] === undefined);
    return [
      { type: 'DialogueAnswered', dialogueId, commandId, argument: argument.name, value, at },
      { type: 'DialogueEnded', dialogueId, reason: 'complete', at },
      ...run({ order, chat: { ...chat, dialogues: {} }, settings, place, spec, args, missing }),
    ];
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.code !== 'invalid_request') throw refusal;
    return [
      { type: 'DialogueAnswered', dialogueId, commandId, argument: argument.name, value: value.slice(0, 200), at },
      shows(order, commandId, place, refusalReply(refusal, order.correlationId)),
    ];
  }
}

/** The user presses Cancel. */
export function cancelDialogue(
  order: Asked<ChatOrder<'PressButton'>>,
  { dialogueId }: Dialogue,
  place: Place,
): ChatEvent[] {
  return [
    { type: 'DialogueEnded', dialogueId, reason: 'canceled', at: order.at },
    ...ignores(order, 'the dialogue was canceled'),
    shows(order, order.id, place, says(paragraph('Canceled; nothing was done.'))),
  ];
}

/** The time to answer is over. */
export function expireDialogue({ dialogueId, at, id }: Asked<ChatOrder<'ExpireDialogue'>>, chat: Chat): ChatEvent[] {
  const dialogue = Object.values(chat.dialogues).find(open => open.dialogueId === dialogueId);
  if (dialogue === undefined || dialogue.expiresAt > at) return [];
  const { threadId } = dialogue.place;
  const words = says(
    paragraph(`/${dialogue.name}: nobody answered, so I let it go. Send it again if you still want it.`),
  );
  return [
    { type: 'DialogueEnded', dialogueId, reason: 'expired', at },
    shows({ at }, id, threadId === undefined ? {} : { threadId }, words),
  ];
}

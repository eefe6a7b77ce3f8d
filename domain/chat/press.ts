import { parseCommand } from '../commands/parse.ts';
import { Refusal } from '../refusal.ts';
import { placeOf } from './accept.ts';
import type { ChatOrder } from './commands.ts';
import { answerDialogue, cancelDialogue } from './dialogue.ts';
import type { ChatEvent, Place } from './events.ts';
import { run } from './run.ts';
import type { ChatSettings } from './settings.ts';
import type { Chat, Dialogue } from './state.ts';
import type { Asked } from './told.ts';

/**
 * A pressed button. What it may do is decided by who presses it, now, and never by what it says:
 * `v1:run:<command>[:<arguments>]` runs as if typed and edits the pressed message;
 * `v1:pick:<dialogue>:<index>` and `v1:cancel:<dialogue>` belong to the one who was asked.
 * @throws {Refusal} `button_expired`, `dialogue_gone` or `forbidden`.
 */
export function press(order: Asked<ChatOrder<'PressButton'>>, chat: Chat, settings: ChatSettings): ChatEvent[] {
  const place = pressedPlace(order);
  const [version, verb, subject = '', rest = ''] = split(order.data);
  if (version !== 'v1') throw expired();
  if (verb === 'run') return runPressed(order, chat, settings, place, `/${subject} ${rest}`.trim());
  const dialogue = dialogueOf(order, chat, subject);
  if (verb === 'cancel') return cancelDialogue(order, dialogue, place);
  if (verb !== 'pick') throw expired();
  const choice = dialogue.choices[Number(rest)];
  if (choice === undefined) throw expired();
  return answerDialogue({ order, chat, settings, dialogue, value: choice.value, place });
}

/** At most four parts; the last may hold colons. */
function split(data: string): string[] {
  const parts = data.split(':');
  return [...parts.slice(0, 3), ...(parts.length > 3 ? [parts.slice(3).join(':')] : [])];
}

function pressedPlace(order: Asked<ChatOrder<'PressButton'>>): Place {
  const place = placeOf(order);
  return order.messageId === undefined ? place : { ...place, edits: order.messageId };
}

function runPressed(
  order: Asked<ChatOrder<'PressButton'>>,
  chat: Chat,
  settings: ChatSettings,
  place: Place,
  text: string,
): ChatEvent[] {
  const parsed = parseCommand(text, settings.botName);
  if (parsed.kind !== 'command') throw expired();
  return run({ order, chat, settings, place, ...parsed });
}

function dialogueOf({ by }: Asked<ChatOrder<'PressButton'>>, chat: Chat, dialogueId: string): Dialogue {
  const mine = chat.dialogues[by.id];
  if (mine?.dialogueId === dialogueId) return mine;
  const others = Object.values(chat.dialogues).find(open => open.dialogueId === dialogueId);
  if (others !== undefined) throw new Refusal('forbidden', 'This question was put to somebody else.');
  throw new Refusal('dialogue_gone', 'This question is over.');
}

function expired(): Refusal {
  return new Refusal('button_expired', 'This button is not of this version, or too old.');
}

import type { ArgumentSpec, CommandSpec } from '../commands/spec.ts';
import { sha256 } from '../ids.ts';
import { plusMs } from '../instants.ts';
import type { ChatCommand } from './commands.ts';
import type { ChatEvent, Choice, Place } from './events.ts';
import { type Button, bold, paragraph, type Reply, says } from './reply.ts';
import type { ChatSettings } from './settings.ts';
import type { Chat } from './state.ts';
import { type Asked, shows } from './told.ts';

/** A command as it was understood, with everything that bears on running it. */
export interface Run {
  order: Asked<ChatCommand>;
  chat: Chat;
  settings: ChatSettings;
  place: Place;
  spec: CommandSpec;
  args: Record<string, unknown>;
  missing: ArgumentSpec[];
}

/** Asks for one argument, by buttons where there is something to choose from. Ends the user's dialogue before it. */
export function ask(asked: Run, argument: ArgumentSpec): ChatEvent[] {
  const { order, chat, settings, spec, args } = asked;
  const place = placeOfQuestion(asked);
  const { by, at } = order;
  const dialogueId = sha256(order.id).slice(0, 10);
  const choices = choicesOf(argument, chat, order, settings);
  const before = chat.dialogues[by.id];
  const replaced: ChatEvent[] =
    before === undefined ? [] : [{ type: 'DialogueEnded', dialogueId: before.dialogueId, reason: 'replaced', at }];
  return [
    ...replaced,
    {
      type: 'DialogueAsked',
      dialogueId,
      commandId: order.id,
      name: spec.name,
      args,
      asks: argument.name,
      choices,
      by,
      place,
      at,
      expiresAt: plusMs(at, settings.dialogueMs),
    },
    shows(order, order.id, place, question(spec.name, argument, dialogueId, choices)),
  ];
}

/** The button of a card asks beside it: the card stays. */
function placeOfQuestion({ order, place, args }: Run): Place {
  const { edits: _card, ...beside } = place;
  const isOfCard = order.type === 'PressButton' && order.data.startsWith('v1:run:') && Object.keys(args).length > 0;
  return isOfCard ? beside : place;
}

function choicesOf(argument: ArgumentSpec, chat: Chat, order: Asked<ChatCommand>, settings: ChatSettings): Choice[] {
  if (Array.isArray(argument.choices)) return argument.choices;
  if (argument.choices === 'recent commands')
    return chat.recent.map(({ commandId, name, at }) => ({
      label: `/${name} · ${at.slice(11, 19)} · ${commandId}`.slice(0, 40),
      value: commandId,
    }));
  if (argument.choices === 'recent jobs')
    return chat.jobs.map(({ jobId, about }) => ({ label: `${jobId} · ${about}`.slice(0, 40), value: jobId }));
  if (argument.choices === 'tasks')
    return (settings.tasks ?? []).slice(0, 24).map(({ id, title }) => ({ label: title.slice(0, 40), value: id }));
  if (argument.choices === 'streams' && 'chatId' in order)
    return [
      { label: 'this chat', value: `chat-${order.chatId}` },
      { label: 'its outbox', value: `outbox-${order.chatId}` },
    ];
  return [];
}

function question(name: string, argument: ArgumentSpec, dialogueId: string, choices: Choice[]): Reply {
  const picks = choices.map(({ label }, index) => ({ label, data: `v1:pick:${dialogueId}:${index}` }));
  return {
    ...says(paragraph(bold(`/${name}: `), argument.question ?? `${argument.name}: ${argument.summary}?`)),
    buttons: [...inRows(picks, Math.ceil(picks.length / 11)), [{ label: 'Cancel', data: `v1:cancel:${dialogueId}` }]],
  };
}

/** Eleven rows at the most: Cancel is the twelfth. */
function inRows(picks: Button[], width: number): Button[][] {
  return Array.from({ length: Math.ceil(picks.length / Math.max(1, width)) }, (_, row) =>
    picks.slice(row * width, (row + 1) * width),
  );
}

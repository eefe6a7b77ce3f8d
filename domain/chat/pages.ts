import { commandNamed, commandsFor } from '../commands/registry.ts';
import { type CommandSpec, usageOf } from '../commands/spec.ts';
import type { Role } from '../message.ts';
import { allows } from '../policy/roles.ts';
import { Refusal } from '../refusal.ts';
import { formatQuantity } from '../units.ts';
import { type Block, type Button, bold, heading, mono, paragraph, type Reply, says } from './reply.ts';

/** The pages a chat can show by itself, made of the registry. */

/** A keyboard has twelve rows; the last is for help. */
const menuRows = 11;
/** They have no button: who wants them types them. */
const seldom = ['reset', 'flag', 'forget'];

/** The control centre: one button for each command of this role that a person begins with. */
export function menuReply(role: Role): Reply {
  const here = commandsFor(role).filter(({ name }) => name !== 'start');
  const pressable = here.filter(
    spec => spec.group !== 'Control centre' && !seldom.includes(spec.name) && !isAboutOneJob(spec),
  );
  return {
    ...says(
      heading('Binnacle'),
      paragraph('I watch this machine and remember everything that is done to it.'),
      paragraph('Your role here: ', bold(role), '. Press a button, or send / for the list.'),
    ),
    buttons: [
      ...inRows(pressable.map(runButton), Math.max(3, Math.ceil(pressable.length / menuRows))),
      [runButton(commandNamed('help')!)],
    ],
  };
}

/** Its buttons are on the job's card. */
function isAboutOneJob({ arguments: [first] }: CommandSpec): boolean {
  return first?.required === true && first.choices === 'recent jobs';
}

/**
 * What the asker may run, by group; or one command in detail.
 * @throws {Refusal} `not_found`; `forbidden` for a command of a higher role.
 */
export function helpReply(role: Role, botName: string, name: string | undefined): Reply {
  if (name !== undefined) return commandHelp(role, name.replace(/^\//, '').replace(/@.*$/, ''));
  const allowed = commandsFor(role);
  const groups = [...new Set(allowed.map(({ group }) => group))];
  const blocks = groups.flatMap(group => groupHelp(group, allowed));
  return {
    ...says(...blocks, paragraph('In a group: ', mono(`/status@${botName}`), '. Details: ', mono('/help trace'))),
    buttons: [[backButton]],
  };
}

function groupHelp(group: string, allowed: CommandSpec[]): Block[] {
  const lines = allowed.filter(spec => spec.group === group);
  return [heading(group), { type: 'list', items: lines.map(spec => [mono(usageOf(spec)), ` – ${spec.summary}`]) }];
}

function commandHelp(role: Role, name: string): Reply {
  const spec = commandNamed(name);
  if (spec === undefined)
    throw new Refusal('not_found', `There is no command /${name}.`, { hint: 'Send /help for the list.' });
  if (!allows(role, spec.role)) throw new Refusal('forbidden', `/${spec.name} takes the role ${spec.role}.`);
  const items = spec.arguments.map(({ name, summary }) => [mono(name), ` – ${summary}`]);
  return says(
    heading(usageOf(spec)),
    paragraph(`${spec.summary}.`),
    ...(items.length > 0 ? [{ type: 'list' as const, items }] : []),
    paragraph('Role: ', bold(spec.role), ...(spec.aliases ?? []).flatMap(alias => [' · also ', mono(`/${alias}`)])),
  );
}

export function resetReply(dialogues: number): Reply {
  const what =
    dialogues === 0 ? 'There was no open question.' : `Let go of ${formatQuantity(dialogues, 'open question')}.`;
  return says(paragraph(what, ' Commands that are being answered go on.'));
}

const backButton: Button = { label: '‹ Menu', data: 'v1:run:start' };

/** An answer that replaced the control centre leads back to it. */
export function withWayBack(reply: Reply): Reply {
  if (reply.file !== undefined || reply.buttons.flat().some(({ data }) => data === backButton.data)) return reply;
  return { ...reply, buttons: [...reply.buttons, [backButton]] };
}

function runButton({ name, label }: CommandSpec): Button {
  return { label: label ?? `${name[0]!.toUpperCase()}${name.slice(1)}`, data: `v1:run:${name}` };
}

function inRows<Item>(items: Item[], width: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / width) }, (_, row) =>
    items.slice(row * width, (row + 1) * width),
  );
}

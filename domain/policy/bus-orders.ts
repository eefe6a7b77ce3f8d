import { chatIdOf } from '../gateway/route.ts';
import { categoryOf, type StreamName } from '../ids.ts';
import type { Agent, Command } from '../message.ts';
import { Refusal } from '../refusal.ts';
import { type Access, agentAtTerminal, allows, roleIn } from './roles.ts';

/**
 * The orders that may come over the bus: those of people, to streams that ask for a role. What the program's own parts
 * order goes no such way, so whoever could speak on the bus cannot stand in for them.
 */
const open: Record<string, readonly string[]> = {
  chat: ['ReceiveText', 'ReceiveOther', 'PressButton', 'MoveChat'],
  job: ['AttachPlan', 'Review', 'Approve', 'Reject', 'Resume', 'Stop', 'Recover'],
  settings: ['ChangeAutonomy', 'SetFlag'],
  dependency: ['OverrideBreaker'],
};

/**
 * The command under the role that its person has here and now, and never more than it claims.
 * @throws {Refusal} `unauthorized` for what nobody may order this way, and for nobody known.
 */
export function admitted(command: Command, access: Access): Command {
  const stream = command.stream as StreamName;
  if (!open[categoryOf(stream)]?.includes(command.type))
    throw new Refusal('unauthorized', `${command.type} does not come over the bus.`);
  const known = agentOf(command.actor.id, stream, access);
  if (known === undefined) throw new Refusal('unauthorized', `${command.actor.id} is nobody known here.`);
  const claimed = command.actor.role;
  return { ...command, actor: { id: known.id, role: allows(claimed, known.role) ? known.role : claimed } };
}

/** `tg:1001` in a chat has the lesser of two roles; elsewhere the person's own; `cli:ann` that of the terminal. */
function agentOf(id: string, stream: StreamName, access: Access): Agent | undefined {
  const [, door, who = ''] = /^(tg|cli):(.{1,70})$/.exec(id) ?? [];
  const isChat = categoryOf(stream) === 'chat';
  if (door === 'cli') return isChat ? undefined : agentAtTerminal(access, who);
  if (door !== 'tg') return undefined;
  const userId = Number(who);
  const role = roleIn(access, userId, isChat ? chatIdOf(stream) : userId);
  return role === undefined ? undefined : { id, role };
}

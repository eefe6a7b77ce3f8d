import { plusMs } from '../instants.ts';
import { allows } from '../policy/roles.ts';
import { Refusal } from '../refusal.ts';
import { ask, type Run } from './ask.ts';
import type { ChatEvent } from './events.ts';
import { helpReply, menuReply, resetReply } from './pages.ts';
import type { Reply } from './reply.ts';
import { missingOfTask } from './task-arguments.ts';
import { shows } from './told.ts';

/**
 * A command that was understood: allowed or not, complete or not, answered now or by an effect.
 * @throws {Refusal} `forbidden`, naming the role it takes; of a task, `not_found` and `invalid_request`.
 */
export function run(asked: Run): ChatEvent[] {
  const { order, spec, args, missing, settings } = asked;
  if (!allows(order.by.role, spec.role))
    throw new Refusal('forbidden', `/${spec.name} takes the role ${spec.role}; yours here is ${order.by.role}.`);
  const [lacking] = missing.length > 0 ? missing : missingOfTask(spec, args, settings.tasks ?? []);
  if (lacking !== undefined) return ask(asked, lacking);
  if (spec.answeredBy === 'outside') return [acceptance(asked)];
  return [acceptance(asked), ...answerAtOnce(asked)];
}

function acceptance({ order, spec, args, place, settings }: Run): ChatEvent {
  return {
    type: 'CommandAccepted',
    commandId: order.id,
    name: spec.name,
    args,
    by: order.by,
    place,
    at: order.at,
    deadlineAt: plusMs(order.at, settings.deadlineMs),
  };
}

function answerAtOnce(asked: Run): ChatEvent[] {
  const { order, spec, place } = asked;
  return [
    ...(spec.name === 'reset' ? reset(asked) : []),
    { type: 'CommandAnswered', commandId: order.id, name: spec.name, at: order.at, durationMs: 0 },
    shows(order, order.id, place, pageOf(asked)),
  ];
}

function pageOf({ order, spec, args, chat, settings }: Run): Reply {
  switch (spec.name) {
    case 'start':
      return menuReply(order.by.role);
    case 'help':
      return helpReply(order.by.role, settings.botName, args.command as string | undefined);
    case 'reset':
      return resetReply(Object.keys(chat.dialogues).length);
    default:
      throw new Error(`/${spec.name} is said to be answered by the chat, but no page knows it`);
  }
}

/** Lets go of every dialogue of the chat, and of nothing else. */
function reset({ order: { by, at }, args, chat }: Run): ChatEvent[] {
  const ended = Object.values(chat.dialogues).map(
    ({ dialogueId }): ChatEvent => ({ type: 'DialogueEnded', dialogueId, reason: 'reset', at }),
  );
  return [
    ...ended,
    { type: 'ChatReset', reason: (args.reason as string | undefined) ?? 'asked for by /reset', by, at },
  ];
}

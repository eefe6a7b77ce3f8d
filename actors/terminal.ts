import { missingOfTask } from '../domain/chat/task-arguments.ts';
import { parseCommand } from '../domain/commands/parse.ts';
import { type CommandSpec, usageOf } from '../domain/commands/spec.ts';
import { jobIdOf, readJobId } from '../domain/job/id.ts';
import type { Agent } from '../domain/message.ts';
import { type Access, agentAtTerminal, allows } from '../domain/policy/roles.ts';
import { Refusal } from '../domain/refusal.ts';
import type { TaskSpec } from '../domain/task/spec.ts';
import type { AnswerGate } from './answer-gate.ts';
import type { Answer } from './answers/answer.ts';
import type { Clock, Timers } from './ports.ts';
import type { TerminalAnswer, TerminalLine } from './terminal-ports.ts';
import type { Jobs } from './work/jobs.ts';

export interface TerminalPorts {
  answers: Record<string, Answer>;
  gate: AnswerGate;
  access: Access;
  tasks: readonly TaskSpec[];
  jobs: Pick<Jobs, 'state'>;
  timeZone: string;
  deadlineMs: number;
  clock: Clock;
  timers: Timers;
}

/**
 * Answers the terminal as a chat is answered: the same commands, rules and roles; what is missing is not asked back.
 * @throws {Refusal} `unauthorized` for a user that is not named; all that the commands say.
 */
export function terminal(ports: TerminalPorts): (asked: TerminalLine) => Promise<TerminalAnswer> {
  return async ({ line, user, id }) => {
    const by = agentOf(user, ports.access);
    const { spec, args } = understood(line, by, ports.tasks);
    const answer = ports.answers[spec.name];
    if (answer === undefined) throw new Refusal('invalid_request', `/${spec.name} is a matter of chats.`);
    const over = new AbortController();
    const callOff = ports.timers.after(ports.deadlineMs, () => over.abort());
    const leave = await ports.gate.enter(spec, by.id, over.signal);
    try {
      const command = { id, causationId: id, pressed: false };
      const { timeZone, clock } = ports;
      const more = { timeZone, at: clock.now(), correlationId: id, command, signal: over.signal };
      const reply = await answer({ name: spec.name, args, by, chatId: 0, ...more });
      return { reply, ...(await jobOf(spec, args, id, ports)) };
    } finally {
      callOff();
      leave();
    }
  };
}

function agentOf(user: string, access: Access): Agent {
  const agent = agentAtTerminal(access, user);
  if (agent !== undefined) return agent;
  throw new Refusal('unauthorized', `${user} has no role at this terminal.`, {
    hint: 'An admin names it in the configuration, under access.terminal.',
  });
}

function understood(line: string, by: Agent, tasks: readonly TaskSpec[]) {
  const parsed = parseCommand(line, '');
  if (parsed.kind !== 'command') throw new Refusal('unknown_command', 'That is no command.');
  const { spec, args, missing } = parsed;
  if (!allows(by.role, spec.role))
    throw new Refusal('forbidden', `/${spec.name} takes the role ${spec.role}; yours here is ${by.role}.`);
  const [lacking] = missing.length > 0 ? missing : missingOfTask(spec, args, tasks);
  if (lacking === undefined) return { spec, args };
  const name = lacking.name.replace(/^with\./, '');
  const choices = Array.isArray(lacking.choices) ? lacking.choices.map(({ value }) => value) : [];
  const which = choices.length > 0 ? choices.join(', ') : lacking.summary;
  throw new Refusal('invalid_request', `${name} is missing: ${which}.`, { hint: `Usage: ${usageOf(spec)}` });
}

async function jobOf(
  { name }: CommandSpec,
  args: Record<string, unknown>,
  id: string,
  { jobs }: TerminalPorts,
): Promise<Pick<TerminalAnswer, 'job'>> {
  const asked = name === 'run' || name === 'check' ? jobIdOf(String(args.key ?? id)) : args.job;
  if (typeof asked !== 'string') return {};
  const standing = await jobs.state(readJobId(asked));
  if (standing === undefined) return {};
  const { jobId, state, job } = standing;
  return { job: { jobId, state, title: job.request!.spec.title, epoch: job.epoch } };
}

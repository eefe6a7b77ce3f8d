import type { Chat, OpenCommand } from '../../domain/chat/state.ts';
import { commandNamed } from '../../domain/commands/registry.ts';
import { chatIdOf } from '../../domain/gateway/route.ts';
import { msBetween } from '../../domain/instants.ts';
import type { Instant } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { AnswerGate } from '../answer-gate.ts';
import type { Answer } from '../answers/answer.ts';
import type { Flags } from '../flags.ts';
import { effect, type Handle } from '../handle.ts';
import { type Clock, type Log, type Random, StoreError, type Timers } from '../ports.ts';
import { ended, insist } from '../waiting.ts';

export interface AnswerPorts {
  /** One for each command of the registry that is answered outside. */
  answers: Record<string, Answer>;
  flags: Pick<Flags, 'read'>;
  /** What holds for all of them: the mode, the limits, how many at once. */
  gate: AnswerGate;
  timeZone: string;
  /** An answer that takes longer is said to be slow. */
  warnMs: number;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
}

/**
 * Finds the answers to a chat's open commands, each by itself and each by its own deadline, so that a slow
 * one holds up nobody. Woken after a crash it asks again: questions change nothing, and an act that was ordered
 * gives its first outcome again.
 */
export const answerCommands = (ports: AnswerPorts) => (handle: Handle) =>
  effect(handle, async (signal, inbox) => {
    const asking = new Map<string, AbortController>();
    const begin = (commandId: string) => {
      const open = openCommand(handle, commandId);
      if (open === undefined || asking.has(commandId)) return;
      const stop = new AbortController();
      asking.set(commandId, stop);
      ask(commandId, open, handle, ports, stop.signal).catch(cause => {
        if (!stop.signal.aborted) handle.failed(cause);
      });
    };
    inbox(fact => {
      if (fact.type === 'CommandAccepted') return begin(fact.commandId);
      asking.get(fact.commandId)?.abort();
      asking.delete(fact.commandId);
    });
    for (const commandId of Object.keys((handle.state().context as Chat).open)) begin(commandId);
    await ended(signal);
    for (const stop of asking.values()) stop.abort();
  });

/** What the chat answers by itself is never asked for outside. */
function openCommand(handle: Handle, commandId: string): OpenCommand | undefined {
  const open = (handle.state().context as Chat).open[commandId];
  return open !== undefined && commandNamed(open.name)?.answeredBy === 'outside' ? open : undefined;
}

async function ask(
  commandId: string,
  open: OpenCommand,
  handle: Handle,
  ports: AnswerPorts,
  signal: AbortSignal,
): Promise<void> {
  const deadline = new AbortController();
  const callOff = ports.timers.after(leftMs(open, ports.clock.now()), () => deadline.abort());
  const { correlationId, name } = open;
  const callOffWarning = ports.timers.after(ports.warnMs, () =>
    ports.log.warn({ correlationId, commandId, name }, 'an answer is slow'),
  );
  const either = AbortSignal.any([signal, deadline.signal]);
  try {
    const found = find(commandId, open, handle, ports, either);
    const late = ended(either).then(() => tooLate(open));
    const order = await Promise.race([found, late]);
    if (signal.aborted) return;
    await insist(() => tell(handle, commandId, open, order), ports, signal);
  } finally {
    callOff();
    callOffWarning();
  }
}

/** Never more than was given: a clock that has been set back since must not put the end off. */
function leftMs({ at, deadlineAt }: OpenCommand, now: Instant): number {
  return Math.max(0, Math.min(msBetween(at, deadlineAt), msBetween(now, deadlineAt)));
}

type Ending = { type: 'GiveAnswer' | 'RefuseAnswer'; data: Record<string, unknown> };

async function find(
  commandId: string,
  { name, args, by, place, correlationId, eventId: causationId }: OpenCommand,
  handle: Handle,
  { answers, flags, gate, timeZone, clock, log }: AnswerPorts,
  signal: AbortSignal,
): Promise<Ending> {
  const answer = answers[name];
  let leave = () => {};
  try {
    if (answer === undefined) throw new Refusal('misconfigured', `Nothing here answers /${name}.`);
    const chatId = chatIdOf(handle.stream);
    leave = await gate.enter(commandNamed(name)!, `${by.id} ${chatId}`, signal);
    const { edits, ...follows } = place;
    const command = { id: commandId, causationId, follows, pressed: edits !== undefined };
    const reply = await answer({ name, args, by, chatId, timeZone, at: clock.now(), correlationId, command, signal });
    // In a group every answer quotes its question anyway.
    const read = chatId > 0 && !command.pressed ? [flags.read('quote-answers', { user: by.id, chatId })] : [];
    return { type: 'GiveAnswer', data: { reply, flags: read } };
  } catch (error) {
    if (error instanceof Refusal) return refusing(error);
    // Whoever was called off may say so as it likes.
    if (signal.aborted) return tooLate({ name });
    if (isAway(error)) return refusing(new Refusal('upstream_unavailable', `What /${name} asks is away just now.`));
    log.error({ correlationId, commandId, command: name, err: error }, 'an answer failed on a fault of the program');
    return refusing(new Refusal('internal_error', `I failed while answering /${name}.`));
  } finally {
    leave();
  }
}

/** The log or the views cannot be asked: no fault of the program. The views' own error class is not known here. */
function isAway(error: unknown): boolean {
  return error instanceof StoreError || (error instanceof Error && /^Views(Unavailable|Corrupt)$/.test(error.name));
}

function tooLate({ name }: Pick<OpenCommand, 'name'>): Ending {
  return refusing(new Refusal('deadline_exceeded', `/${name} was not answered in time.`));
}

function refusing({ code, message, hint, retryAfterMs }: Refusal): Ending {
  return {
    type: 'RefuseAnswer',
    data: { code, message, hint, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  };
}

/** An answer that does not fit its own shape is a fault of the program; the command still gets its end. */
async function tell(handle: Handle, commandId: string, open: OpenCommand, { type, data }: Ending): Promise<void> {
  const chain = { correlationId: open.correlationId, causationId: open.eventId, actor: open.by };
  const order = { id: `${commandId}/answer`, type, data: { commandId, ...data }, ...chain };
  try {
    await handle.order(order);
  } catch (error) {
    if (!(error instanceof Refusal) || type === 'RefuseAnswer') throw error;
    const refused = refusing(new Refusal('internal_error', `The answer to /${open.name} could not be shown.`));
    await handle.order({
      ...order,
      id: `${commandId}/no-answer`,
      type: refused.type,
      data: { commandId, ...refused.data },
    });
  }
}

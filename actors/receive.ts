import { isDeeper, shallow } from '../domain/depth.ts';
import { sha256 } from '../domain/ids.ts';
import type { Autonomy } from '../domain/job/work.ts';
import { type Command, command as commandSchema } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Delivery, Log, Random, Timers } from './ports.ts';
import type { ActorSystem } from './system.ts';
import { insist } from './waiting.ts';

/** What came over the bus and is no command. */
export interface RefusedMessage {
  code: 'invalid_request' | 'unauthorized';
  subject: string;
  sha256: string;
  bytes: number;
}

export interface ReceiverPorts {
  system: Pick<ActorSystem, 'tell'>;
  timers: Timers;
  random: Random;
  log: Log;
  refused(message: RefusedMessage): void;
  /** The command under the role its person has. @throws {Refusal} for what nobody may order this way. */
  admit(command: Command): Command;
  /** How much may run by itself now: no order over the bus says that for itself. */
  autonomy(): Promise<Autonomy>;
}

/**
 * Takes a delivery of the bus: resolves (and so acknowledges) once its facts are recorded, or once it is
 * known to be unusable. While the log is away it holds on to the delivery, because each rejection is one of the
 * few deliveries a command has; it rejects only when an actor cannot take the command now.
 */
export function receiver(ports: ReceiverPorts, signal: AbortSignal): (delivery: Delivery) => Promise<void> {
  const { system, log } = ports;
  return async ({ command, attempt }) => {
    const deep = isDeeper(command);
    const parsed = commandSchema.safeParse(deep ? undefined : command);
    if (!parsed.success) return refuse('invalid_request', deep ? shallow(command) : command);
    const admission = admit(parsed.data as Command);
    if (admission === undefined) return refuse('unauthorized', command);
    await tell(admission, attempt);
  };

  function refuse(code: RefusedMessage['code'], command: unknown): void {
    const text = JSON.stringify(command) ?? '';
    ports.refused({ code, subject: 'command', sha256: sha256(text), bytes: Buffer.byteLength(text) });
  }

  function admit(command: Command): Command | undefined {
    try {
      return ports.admit(command);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      log.warn({ correlationId: command.correlationId, stream: command.stream, code: refusal.code }, refusal.message);
      return undefined;
    }
  }

  /** Whether work is dispatched hangs on the mode of the system, and not on what an order says of it. */
  async function filled(command: Command): Promise<Command> {
    if (command.type !== 'Resume' && command.type !== 'Recover') return command;
    return { ...command, data: { ...command.data, mode: await ports.autonomy() } };
  }

  async function tell(command: Command, attempt: number): Promise<void> {
    try {
      const told = await insist(async () => system.tell(await filled(command)), ports, signal);
      if (told === undefined) throw new Error('stopped before the log took it');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message } = error;
      log.info({ correlationId: command.correlationId, stream: command.stream, code, attempt }, message);
      if (retryable.has(code)) throw error;
    }
  }
}

/** Refusals that time mends. */
const retryable = new Set(['mailbox_full', 'bulkhead_full', 'upstream_unavailable']);

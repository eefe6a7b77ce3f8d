import { isDeeper, shallow } from '../domain/depth.ts';
import { sha256 } from '../domain/ids.ts';
import { type Command, command as commandSchema } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Delivery, Log, Random, Timers } from './ports.ts';
import type { ActorSystem } from './system.ts';
import { insist } from './waiting.ts';

/** What came over the bus and is no command. */
export interface RefusedMessage {
  code: 'invalid_request';
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
}

/**
 * Takes a delivery of the bus: resolves (and so acknowledges) once its facts are recorded, or once it is
 * known to be unusable. While the log is away it holds on to the delivery, because each rejection is one of the
 * few deliveries a command has; it rejects only when an actor cannot take the command now.
 */
export function receiver(ports: ReceiverPorts, signal: AbortSignal): (delivery: Delivery) => Promise<void> {
  const { system, log, refused } = ports;
  return async ({ command, attempt }) => {
    const deep = isDeeper(command);
    const parsed = commandSchema.safeParse(deep ? undefined : command);
    if (!parsed.success) {
      const text = JSON.stringify(deep ? shallow(command) : command) ?? '';
      refused({ code: 'invalid_request', subject: 'command', sha256: sha256(text), bytes: Buffer.byteLength(text) });
      return;
    }
    await tell(parsed.data as Command, attempt);
  };

  async function tell(command: Command, attempt: number): Promise<void> {
    try {
      const told = await insist(() => system.tell(command), ports, signal);
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

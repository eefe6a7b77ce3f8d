import { sha256 } from '../domain/ids.ts';
import { type Command, command as commandSchema } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Delivery, Log } from './ports.ts';
import type { ActorSystem } from './system.ts';

/** What came over the bus and is no command. */
export interface RefusedMessage {
  code: 'invalid_request';
  subject: string;
  sha256: string;
  bytes: number;
}

/**
 * Takes a delivery of the bus: resolves (and so acknowledges) once its facts are recorded, or once it is
 * known to be unusable. It rejects, and so asks for another delivery, only when trying again can help.
 */
export function receiver(
  system: Pick<ActorSystem, 'tell'>,
  log: Log,
  refused: (message: RefusedMessage) => void,
): (delivery: Delivery) => Promise<void> {
  return async ({ command, attempt }) => {
    const parsed = commandSchema.safeParse(command);
    if (!parsed.success) {
      const text = JSON.stringify(command) ?? '';
      refused({ code: 'invalid_request', subject: 'command', sha256: sha256(text), bytes: Buffer.byteLength(text) });
      return;
    }
    await tell(parsed.data as Command, attempt);
  };

  async function tell(command: Command, attempt: number): Promise<void> {
    try {
      await system.tell(command);
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

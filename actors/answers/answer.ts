import type { Reply } from '../../domain/chat/reply.ts';
import type { Agent, Instant } from '../../domain/message.ts';

/** One accepted command that has to be looked up outside before it can be answered. */
export interface Question {
  /** Name in the registry, without the slash. */
  name: string;
  /** Already checked by the registry's schema of that command. */
  args: Record<string, unknown>;
  by: Agent;
  chatId: number;
  /** IANA name, for times shown to people. */
  timeZone: string;
  at: Instant;
  correlationId: string;
  /** Fires at the command's deadline, or when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/**
 * Finds the answer to one command.
 * @throws {Refusal} what cannot be had, and what to do about it; anything else thrown is a bug.
 */
export type Answer = (question: Question) => Promise<Reply>;

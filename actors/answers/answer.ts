import type { Place } from '../../domain/chat/events.ts';
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
  /** The command itself. Absent where something is only looked up, as the terminal does: then nothing can be ordered. */
  command?: AcceptedCommand;
  /** Fires at the command's deadline, or when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/** A command that may order something. */
export interface AcceptedCommand {
  /** What orders are derived from, so that asking again after a crash orders nothing twice. */
  id: string;
  /** Id of the event that accepted it: the parent of what it orders. */
  causationId: string;
  /** The chat that is to see how it goes on; absent where nobody watches a chat. */
  follows?: Pick<Place, 'threadId' | 'messageId'>;
  /** A button was pressed, and the answer takes the place of its message. */
  pressed: boolean;
}

/**
 * Finds the answer to one command.
 * @throws {Refusal} what cannot be had, and what to do about it; anything else thrown is a bug.
 */
export type Answer = (question: Question) => Promise<Reply>;

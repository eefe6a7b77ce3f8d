import type { TaskSpec } from '../task/spec.ts';

/** Numbers from the configuration that the rules of a chat need. All times in milliseconds. */
export interface ChatSettings {
  /** The bot's user name, without `@`. */
  botName: string;
  /** A command that waited longer than this before it was taken is told so, and not run. */
  commandTtlMs: number;
  /** From acceptance to the answer, at most. */
  deadlineMs: number;
  /** How long a question waits for its answer. */
  dialogueMs: number;
  /** Commands of one user in one chat. */
  perMinute: number;
  perFiveSeconds: number;
  /** What /run may ask for. */
  tasks?: readonly TaskSpec[];
}

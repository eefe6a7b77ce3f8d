import type { Reply } from '../domain/chat/reply.ts';
import type { StateName } from '../domain/job/rules.ts';

/** One line from the terminal of this machine. */
export interface TerminalLine {
  /** As in a chat: `/approve K7M2Q4T9XB`. */
  line: string;
  /** Of the machine's user; who that is, is the door's to know. */
  user: string;
  /** `cli-<uuid>`: the same line again under it changes nothing more. */
  id: string;
}

export interface TerminalAnswer {
  reply: Reply;
  /** The job it is about, as it stands after it. */
  job?: { jobId: string; state: StateName; title: string; epoch: number };
}

import type { Block, Reply } from '../../../domain/chat/reply.ts';
import type { Question } from '../answer.ts';
import type { Host } from '../host-ports.ts';

/** What the answers about the machine may be told to do otherwise. */
export interface HostAnswerOptions {
  /** From which share of 100 on a thing needs attention: the thresholds of the alert rules. */
  attentionPercent: { cpu: number; memory: number; disk: number };
  /** A table with more rows shows its first ones, and all of them in a file. */
  tableRowsMax: number;
  /** Masks public IPv4 and IPv6 addresses, for chats with people who need not know them. */
  redactPublicAddresses: boolean;
}

export const defaultHostAnswerOptions: HostAnswerOptions = {
  attentionPercent: { cpu: 85, memory: 90, disk: 90 },
  tableRowsMax: 25,
  redactPublicAddresses: false,
};

/** An answer without its buttons, which are the same for each. @throws {Refusal} those of the port. */
export type HostAnswer = (
  host: Host,
  question: Pick<Question, 'signal' | 'timeZone'>,
  options: HostAnswerOptions,
) => Promise<{ blocks: Block[]; file?: Reply['file'] }>;

export const hostCommands = ['sysstatus', 'cpu', 'temp', 'network', 'uptime', 'services', 'ports'] as const;
export type HostCommand = (typeof hostCommands)[number];

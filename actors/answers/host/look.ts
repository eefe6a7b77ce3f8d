import type { Block, Reply } from '../../../domain/chat/reply.ts';
import type { HostAnswer } from './host-answer.ts';

/** One part of the machine at a glance. */
export interface Look {
  /** What it comes to in a word or two, for the headline of a machine that is well. */
  gist?: string;
  /** What of it needs attention, in a few words each. */
  concerns: string[];
  rows: [label: string, value: string | undefined][];
  blocks?: Block[];
  gaps?: string[];
  file?: Reply['file'];
}

/** Looks at one part. @throws {Refusal} those of the port. */
export type LookAt = (...args: Parameters<HostAnswer>) => Promise<Look>;

/** A part in hundredths of the whole; undefined when it is not known. */
export function shareOf(part: number | undefined, whole: number): number | undefined {
  return part === undefined || whole <= 0 ? undefined : (part / whole) * 100;
}

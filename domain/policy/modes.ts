import { z } from 'zod';
import type { Instant } from '../message.ts';
import { Refusal } from '../refusal.ts';

/**
 * How much the service does just now, from all to the least: heavy work is shed; nothing is changed, only looked up;
 * nothing can be taken at all, for nothing can be recorded.
 */
export const serviceMode = z.enum(['normal', 'shed-heavy', 'read-only', 'static']);
export type ServiceMode = z.infer<typeof serviceMode>;

/** The mode, and why: whole words, empty in normal. */
export interface ModeNow {
  mode: ServiceMode;
  why: string;
  since: Instant;
}

/** What a command is to the modes. */
export interface Weight {
  /** It costs much: a chart, a job, a report. */
  heavy?: boolean;
  /** It changes something beside this chat. */
  changes?: boolean;
}

/** The higher, the less is done. */
export const modeRank = (mode: ServiceMode): number => serviceMode.options.indexOf(mode);

/** @throws {Refusal} `service_degraded`, with the mode and its cause, where the mode leaves the command out. */
export function requireMode({ heavy = false, changes = false }: Weight, { mode, why, since }: ModeNow): void {
  const leftOut = (heavy && mode !== 'normal') || (changes && modeRank(mode) >= modeRank('read-only'));
  if (!leftOut) return;
  const what = heavy ? 'Heavy work is left out' : 'Nothing is changed';
  throw new Refusal('service_degraded', `${what} just now: the service is ${mode} since ${since}. ${why}`, {
    hint: 'Send it again later; /health shows what is in trouble.',
  });
}

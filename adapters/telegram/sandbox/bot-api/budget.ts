import type { SandboxClock } from '../clock.ts';
import type { FloodLimits } from '../settings.ts';
import { tooManyRequests } from './bot-error.ts';

/** Chats remembered at once; the longest quiet ones are forgotten first. */
const CHATS_MAX = 10_000;

interface Rule {
  key: string;
  calls: number;
  windowMs: number;
}

/** Telegram's flood limits as sliding windows. A refused call does not count. */
export class BudgetKeeper {
  limits: FloodLimits;
  readonly #clock: SandboxClock;
  /** When the calls of the window were, oldest first, by rule and chat. */
  readonly #calls = new Map<string, number[]>();

  constructor(limits: FloodLimits, clock: SandboxClock) {
    this.limits = limits;
    this.#clock = clock;
  }

  /**
   * Counts a call that sends or edits.
   * @throws {BotError} 429 with `retry_after` when a budget is used up.
   */
  spend(chatId: number): void {
    const rules = this.#rules(chatId);
    if (rules.length === 0) return;
    const now = this.#clock.now();
    const waitMs = Math.max(...rules.map(rule => this.#waitMs(rule, now)));
    if (waitMs > 0) throw tooManyRequests(Math.ceil(waitMs / 1000));
    for (const { key } of rules) this.#count(key, now);
  }

  #rules(chatId: number): Rule[] {
    const { perChatPerSecond, globalPerSecond, groupPerMinute } = this.limits;
    const rules: Rule[] = [];
    if (globalPerSecond !== undefined) rules.push({ key: 'all', calls: globalPerSecond, windowMs: 1000 });
    if (perChatPerSecond !== undefined) rules.push({ key: `chat ${chatId}`, calls: perChatPerSecond, windowMs: 1000 });
    if (groupPerMinute !== undefined && chatId < 0) {
      rules.push({ key: `group ${chatId}`, calls: groupPerMinute, windowMs: 60_000 });
    }
    return rules;
  }

  #waitMs({ key, calls, windowMs }: Rule, now: number): number {
    const seen = this.#calls.get(key);
    if (seen === undefined) return 0;
    while (seen.length > 0 && seen[0]! <= now - windowMs) seen.shift();
    return seen.length < calls ? 0 : seen[seen.length - calls]! + windowMs - now;
  }

  #count(key: string, now: number): void {
    const seen = this.#calls.get(key) ?? [];
    seen.push(now);
    this.#calls.delete(key);
    this.#calls.set(key, seen);
    if (this.#calls.size <= CHATS_MAX) return;
    for (const oldest of this.#calls.keys()) {
      this.#calls.delete(oldest);
      return;
    }
  }
}

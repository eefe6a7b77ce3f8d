import type { Outgone } from './crowd.ts';
import type { Sent } from './updates.ts';

/** What was sent, by the id of a command or of an order that came of it: `tg-5003`, `tg-5003/act`. */
export function sentFor(sent: Outgone, commandId: unknown): Sent | undefined {
  const number = /^tg-(\d+)\b/.exec(String(commandId))?.[1];
  return number === undefined ? undefined : sent.get(Number(number));
}

/** The command in it, typed or pressed; undefined for an answer to a question. */
export function wordOf({ what }: Sent): string | undefined {
  return /^(?:presses v1:run:|\/)([a-z]+)/.exec(what)?.[1];
}

import { commandIdOf } from '../../domain/gateway/route.ts';
import { type RefusalCode, refusalCodes } from '../../domain/refusal.ts';
import { minuteOf } from '../../domain/slo/windows.ts';
import type { Fact } from '../../domain/upcast.ts';
import type { Indicator, Tally } from './tally.ts';

/**
 * Commands: from the receipt of a message to its reply sent. What the user caused is not counted: small talk, a wrong
 * command, a role that is missing, a flood, a bot that was blocked. The program's own no is bad.
 */

/** Refusals that say something of the user's order, not of the service. A code that is not known is bad. */
const usersClasses = new Set<string>(['validation', 'auth', 'rate_limit', 'conflict']);
export const isUsers = (code: string) =>
  code === 'not_on_this_host' || usersClasses.has(refusalCodes[code as RefusalCode]?.class ?? 'internal');

export const commands: Indicator = {
  UpdateReceived(tally, { data, metadata }) {
    tally.begin('commands', commandIdOf(data.updateId as number), data.at as string, metadata.traffic);
  },
  /** Not understood, so it could not be answered. */
  UpdateQuarantined(tally, { data, metadata }) {
    tally.count('commands', minuteOf(data.at as string), metadata.traffic, { bad: 1 });
  },
  /** One that came by another door than Telegram begins here. */
  CommandAccepted(tally, { data, metadata }) {
    const commandId = data.commandId as string;
    if (!/^tg-\d+$/.test(commandId)) tally.begin('commands', commandId, data.at as string, metadata.traffic);
  },
  MessageIgnored: (tally, { data }) => tally.drop('commands', data.commandId as string),
  CommandRefused(tally, { data }) {
    const commandId = data.commandId as string;
    if (isUsers(data.code as string)) tally.drop('commands', commandId);
    else tally.end('commands', commandId, 'bad', data.at as string);
  },
  CommandQuarantined: (tally, { data }) => tally.end('commands', data.commandId as string, 'bad', data.at as string),
  Delivered(tally, { data }) {
    const commandId = answered(data);
    if (data.last === true && commandId !== undefined) tally.end('commands', commandId, 'good', data.at as string);
  },
  DeliveryAbandoned: abandoned,
};

/** A chat that blocked the bot, and an edit that a later one has replaced, are no fault of the service. */
function abandoned(tally: Tally, { data }: Fact): void {
  const commandId = answered(data);
  if (commandId === undefined) return;
  if (data.code === 'unreachable' || data.code === 'superseded') tally.drop('commands', commandId);
  else tally.end('commands', commandId, 'bad', data.at as string);
}

/** The command that a reply answers; none when it only stops the busy sign of a button. */
function answered({ replyId }: Fact['data']): string | undefined {
  const [, commandId, index] = /^(.*)\/([^/]*)$/.exec(replyId as string) ?? [];
  return index === 'ack' ? undefined : commandId;
}

import type { Message } from '../../adapters/telegram/sandbox/shapes.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import type { EventLog } from '../../projections/ports.ts';

/** What must hold of a log after any number of crashes, read from the log and from Telegram's side alone. */
export interface Ledger {
  events: RecordedEvent[];
  /** Numbers of the updates that were recorded. */
  received: Set<number>;
  /** Updates that were recorded more than once. */
  recordedTwice: number[];
  /** Commands with more than one acceptance or more than one end. */
  handledTwice: string[];
  /** Recorded updates without an end of their command. */
  unended: string[];
  /** Replies that were asked for and are neither delivered nor given up. */
  undelivered: string[];
  /** Streams whose revisions have a gap, and positions that do not rise. */
  gaps: string[];
}

const ends = new Set(['CommandAnswered', 'CommandRefused', 'CommandQuarantined', 'MessageIgnored', 'DialogueAsked']);

export async function ledgerOf(log: EventLog): Promise<Ledger> {
  const events: RecordedEvent[] = [];
  for await (const page of log.readAll()) events.push(...page);
  const received = events.filter(({ type }) => type === 'UpdateReceived').map(({ data }) => data.updateId as number);
  const ended = events.filter(({ type }) => ends.has(type)).map(({ data }) => data.commandId as string);
  const accepted = events.filter(({ type }) => type === 'CommandAccepted').map(({ data }) => data.commandId as string);
  const settled = new Set(
    events
      .filter(({ type, data }) => type === 'DeliveryAbandoned' || (type === 'Delivered' && data.last === true))
      .map(({ data }) => data.replyId),
  );
  const requested = events.filter(({ type }) => type === 'ReplyRequested').map(({ data }) => data.replyId as string);
  return {
    events,
    received: new Set(received),
    recordedTwice: repeated(received),
    handledTwice: [...repeated(ended), ...repeated(accepted)],
    unended: received.map(id => `tg-${id}`).filter(id => !ended.includes(id)),
    undelivered: requested.filter(id => !settled.has(id)),
    gaps: gapsIn(events),
  };
}

function repeated<Item>(items: Item[]): Item[] {
  return items.filter((item, index) => items.indexOf(item) !== index);
}

function gapsIn(events: RecordedEvent[]): string[] {
  const heads = new Map<string, bigint>();
  const gaps: string[] = [];
  let position = -1n;
  for (const event of events) {
    const expected = (heads.get(event.stream) ?? -1n) + 1n;
    if (event.revision !== expected) gaps.push(`${event.stream}@${event.revision}, not ${expected}`);
    if (event.position <= position) gaps.push(`position ${event.position} after ${position}`);
    heads.set(event.stream, event.revision);
    position = event.position;
  }
  return gaps;
}

/** Messages of the bot in a chat, as its user sees them. */
export function botMessages(state: Record<string, unknown>, chatId: number): Message[] {
  const messages = (state.messages as { message: Message }[]).map(({ message }) => message);
  return messages.filter(({ chat, from }) => chat.id === chatId && from?.is_bot === true);
}

import type { Given } from '../aggregate.ts';
import type { Refusal } from '../refusal.ts';
import type { ChatEvent, Place } from './events.ts';
import { bold, mono, paragraph, type Reply, says } from './reply.ts';

/** How a chat says things: the facts that ask the outbox to show something. */

/** An order with what comes with every order. */
export type Asked<Order> = Order & Given;

type Shown = ChatEvent & { type: 'ReplyRequested' };

/** A new message, or the pressed message with new words. `index` numbers the replies of one order. */
export function shows(
  { at }: Pick<Given, 'at'>,
  commandId: string,
  place: Place,
  reply: Reply,
  index: number | string = 0,
): Shown {
  const { edits, ...where } = place;
  const action =
    edits === undefined
      ? ({ type: 'send', place: where, silent: false } as const)
      : ({ type: 'edit', messageId: edits } as const);
  return { type: 'ReplyRequested', replyId: `${commandId}/${index}`, commandId, action, reply, at };
}

/** Stops the busy sign of a pressed button. */
export function acknowledges({ id, at }: Given, callbackId: string): Shown {
  return {
    type: 'ReplyRequested',
    replyId: `${id}/ack`,
    commandId: id,
    action: { type: 'acknowledge', callbackId },
    at,
  };
}

/** What happened, what to do, and the id under which the log has it. */
export function refusalReply(refusal: Refusal, correlationId: string): Reply {
  return says(
    paragraph(bold(refusal.message)),
    paragraph(refusal.hint),
    paragraph({ text: `${refusal.code} · `, style: 'italic' }, mono(correlationId)),
  );
}

/** The fact of a refusal. */
export function refused(
  { by, at }: Given,
  commandId: string,
  name: string,
  { code, message, hint, retryAfterMs }: Refusal,
  told = true,
): ChatEvent {
  const again = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { type: 'CommandRefused', commandId, name, by, code, message, hint, ...again, told, at };
}

/** Silence, with its reason. */
export function ignores({ id, at }: Given, reason: string): ChatEvent[] {
  return [{ type: 'MessageIgnored', commandId: id, reason, at }];
}

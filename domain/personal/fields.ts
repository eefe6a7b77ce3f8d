import type { Json, JsonObject } from '../message.ts';

/** Stands where a text was forgotten. */
export const forgottenText = '(forgotten)';

/**
 * The fields that hold what somebody wrote or is called, by event type, each with what stands there when it is
 * forgotten; `undefined` where nothing does. An event type that is not here holds nothing personal but ids.
 */
export const personalFields: Readonly<Record<string, Readonly<Record<string, Json | undefined>>>> = {
  UpdateReceived: { update: {} },
  ChatOpened: { title: undefined },
  CommandAccepted: { args: {} },
  CommandRefused: { message: forgottenText, hint: '' },
  CommandQuarantined: { cause: forgottenText },
  DialogueAsked: { args: {}, choices: [] },
  DialogueAnswered: { value: forgottenText },
  ChatReset: { reason: forgottenText },
  ReplyRequested: { reply: { blocks: [{ type: 'paragraph', spans: [forgottenText] }], buttons: [] } },
};

/** Those whose words a view shows. Of the others views see placeholders: opening them would cost more than all else. */
export const shownInViews: ReadonlySet<string> = new Set([
  'ChatOpened',
  'CommandRefused',
  'CommandQuarantined',
  'ChatReset',
]);

/** Whether the fields of a fact are those of somebody who was forgotten: it cannot be acted on any more. */
export function isForgottenUpdate({ update }: JsonObject): boolean {
  return update !== null && typeof update === 'object' && Object.keys(update).length === 0;
}

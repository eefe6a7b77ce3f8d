import { z } from 'zod';
import type { MessageOf } from '../message.ts';
import { gatewayEvents } from './events.ts';

/** The orders of a bot's inbox. All come from the poller. */

const at = { at: true } as const;

/** An update after sorting (see `sort.ts`): the fact it will become, if it is new. */
export const sortedUpdate = z.discriminatedUnion('type', [
  gatewayEvents.UpdateReceived.omit(at).extend({ type: z.literal('UpdateReceived') }),
  gatewayEvents.StrangerTurnedAway.omit(at).extend({ type: z.literal('StrangerTurnedAway') }),
  gatewayEvents.UpdateSetAside.omit(at).extend({ type: z.literal('UpdateSetAside') }),
  gatewayEvents.UpdateQuarantined.omit(at).extend({ type: z.literal('UpdateQuarantined') }),
]);
export type SortedUpdate = z.infer<typeof sortedUpdate>;

export const gatewayCommands = {
  /** One batch, at most 100, in the order Telegram gave it. */
  ReceiveUpdates: z.object({ updates: z.array(sortedUpdate).max(100) }),
  NotePollFailure: z.object({ kind: gatewayEvents.PollFailed.shape.kind, cause: z.string().max(300) }),
  /** The first poll that went well after `failures` that did not. */
  NotePollSuccess: z.object({ failures: z.int().min(1) }),
};

export type GatewayCommand = MessageOf<typeof gatewayCommands>;

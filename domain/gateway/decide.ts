import type { SnapshotFrom } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import { msBetween } from '../instants.ts';
import type { Instant, Metadata } from '../message.ts';
import { type GatewayCommand, gatewayCommands, type SortedUpdate } from './commands.ts';
import type { GatewayEvent } from './events.ts';
import { gatewayMachine, gatewayMachineVersion, type Inbox, validOffset } from './machine.ts';
import { commandIdOf } from './route.ts';

type Snapshot = SnapshotFrom<typeof gatewayMachine>;
type Asked = GatewayCommand & Given;

/** The rules of the inbox: everything that comes is recorded once, and trouble is said once until it is over. */
export const gatewayAggregate: Aggregate = {
  category: 'gateway',
  machine: gatewayMachine,
  machineVersion: gatewayMachineVersion,
  commands: gatewayCommands,
  decide: (order: Asked, snapshot) => decide(order, (snapshot as Snapshot).context),
  attribute: fact => chainOf(fact as GatewayEvent),
};

/** Each update begins a chain of its own, and what a known user sent is that user's. */
function chainOf(fact: GatewayEvent): Partial<Pick<Metadata, 'correlationId' | 'actor'>> {
  if (fact.type === 'IdempotentReplay') return { correlationId: fact.key };
  if (!('updateId' in fact) || fact.updateId === undefined) return {};
  const correlationId = commandIdOf(fact.updateId);
  if (fact.type !== 'UpdateReceived') return { correlationId };
  return { correlationId, actor: { id: `tg:${fact.userId}`, role: fact.role } };
}

function decide(order: Asked, inbox: Inbox): GatewayEvent[] {
  const { at } = order;
  switch (order.type) {
    case 'ReceiveUpdates':
      return order.updates.flatMap((update, index) =>
        receive(update, isRepeat(update, index, order.updates, inbox, at), inbox, at),
      );
    case 'NotePollFailure':
      return inbox.trouble?.kind === order.kind
        ? alarm(inbox.trouble, at)
        : [{ type: 'PollFailed', kind: order.kind, cause: order.cause, at }];
    case 'NotePollSuccess':
      return inbox.trouble === undefined ? [] : [recovered(inbox.trouble, order.failures, at)];
  }
}

/** Trouble that does not pass by itself is told after so long, once. */
const alarmAfterMs = 60_000;

function alarm({ kind, kindSince: since, alarmed }: NonNullable<Inbox['trouble']>, at: Instant): GatewayEvent[] {
  if (alarmed || msBetween(since, at) < alarmAfterMs) return [];
  if (kind === 'conflict') return [{ type: 'PollConflict', since, at }];
  return kind === 'auth' ? [{ type: 'TelegramAuthLost', since, at }] : [];
}

function recovered({ kind, since }: NonNullable<Inbox['trouble']>, failures: number, at: string): GatewayEvent {
  return { type: 'PollRecovered', kind, failures, downMs: Math.max(0, msBetween(since, at)), at };
}

/** Update ids only rise, but for a quiet week: what is below the offset was recorded, however long ago. */
function isRepeat(
  { updateId }: SortedUpdate,
  index: number,
  batch: SortedUpdate[],
  inbox: Inbox,
  at: Instant,
): boolean {
  if (updateId === undefined) return false;
  if (inbox.seen.includes(updateId) || updateId < (validOffset(inbox, at) ?? 0)) return true;
  return batch.slice(0, index).some(earlier => earlier.updateId === updateId);
}

function receive(update: SortedUpdate, repeat: boolean, { replayed }: Inbox, at: string): GatewayEvent[] {
  if (!repeat) return [{ ...update, at }];
  if (replayed.includes(update.updateId!)) return [];
  return [{ type: 'IdempotentReplay', key: commandIdOf(update.updateId!), at }];
}

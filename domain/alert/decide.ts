import type { SnapshotFrom } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import { msBetween } from '../instants.ts';
import { allows } from '../policy/roles.ts';
import { Refusal } from '../refusal.ts';
import { type AlertCommand, type AlertOrder, alertCommands } from './commands.ts';
import type { AlertEvent } from './events.ts';
import { alertMachine, alertMachineVersion } from './machine.ts';
import type { AlertSettings } from './rule.ts';
import { type Alert, raisesWithin } from './state.ts';

type Asked<Order> = Order & Given;

export function alertAggregate(settings: AlertSettings): Aggregate {
  return {
    category: 'alert',
    machine: alertMachine,
    machineVersion: alertMachineVersion,
    commands: alertCommands,
    decide: (order: Asked<AlertCommand>, snapshot) =>
      decide(order, (snapshot as SnapshotFrom<typeof alertMachine>).context, settings),
  };
}

/**
 * The rules of an alert. The watch orders what its samples call for; what is so already changes nothing, so an order may
 * come twice. @throws {Refusal} `forbidden` to viewers; `illegal_transition` to acknowledge what is not raised.
 */
export function decide(order: Asked<AlertCommand>, alert: Alert, settings: AlertSettings): AlertEvent[] {
  switch (order.type) {
    case 'Raise':
      return raise(order, alert, settings);
    case 'Remind':
      return remind(order, alert);
    case 'Clear':
      return clear(order, alert);
    case 'Acknowledge':
      return acknowledge(order, alert);
    case 'Mute':
      return mute(order, alert);
    case 'Unmute':
      return unmute(order, alert);
    case 'EndMute':
      return alert.mute === undefined || order.seenAt < alert.mute.until
        ? []
        : [{ type: 'AlertUnmuted', cause: 'over', at: order.seenAt }];
    case 'CatchUp':
      return catchUp(order, alert);
    case 'Calm':
      return calm(order, alert, settings);
    case 'NoteTold':
      return alert.notices.some(({ number }) => number <= order.notice)
        ? [{ type: 'AlertTold', notice: order.notice, cards: order.cards, at: order.at }]
        : [];
  }
}

function raise(order: Asked<AlertOrder<'Raise'>>, alert: Alert, { flap }: AlertSettings): AlertEvent[] {
  if (alert.firing !== undefined) return [];
  const { host, metric, severity, value, part, threshold, since, processes, seenAt: at } = order;
  const raises = raisesWithin(alert, at, flap.withinMs) + 1;
  const flaps = alert.flapping || raises >= flap.raisesMax;
  // Of the time that makes it flap people are told, and then of none until it is calm.
  const withheld = order.withheld ?? (alert.flapping ? ('flapping' as const) : undefined);
  const fact = { host, metric, severity, value, threshold, since, processes, raises, flaps, at };
  return [{ type: 'AlertRaised', ...fact, ...given({ part, withheld }) }];
}

function remind({ value, part, seenAt: at }: Asked<AlertOrder<'Remind'>>, { firing }: Alert): AlertEvent[] {
  if (firing === undefined || firing.acknowledgedBy !== undefined) return [];
  if (at <= (firing.toldAt ?? firing.raisedAt)) return [];
  return [{ type: 'AlertReminded', value, ...given({ part }), times: firing.reminders + 1, at }];
}

function clear(order: Asked<AlertOrder<'Clear'>>, { firing, flapping }: Alert): AlertEvent[] {
  if (firing === undefined) return [];
  const { value, part, level, seenAt: at } = order;
  const lastedMs = Math.max(0, msBetween(firing.since, at));
  const withheld = order.withheld ?? (flapping && firing.reminders === 0 ? ('flapping' as const) : undefined);
  return [{ type: 'AlertCleared', value, lastedMs, ...given({ part, level, withheld }), at }];
}

function acknowledge({ by, at }: Asked<AlertOrder<'Acknowledge'>>, { firing }: Alert): AlertEvent[] {
  requireOperator(by);
  if (firing === undefined) throw new Refusal('illegal_transition', 'It is not raised: nothing to acknowledge.');
  return firing.acknowledgedBy === undefined ? [{ type: 'AlertAcknowledged', by, at }] : [];
}

function mute({ host, metric, until, by, at }: Asked<AlertOrder<'Mute'>>, alert: Alert): AlertEvent[] {
  requireOperator(by);
  if (until <= at) throw new Refusal('invalid_request', 'That mute would be over already.');
  return alert.mute?.until === until ? [] : [{ type: 'AlertMuted', host, metric, until, by, at }];
}

function unmute({ by, at }: Asked<AlertOrder<'Unmute'>>, alert: Alert): AlertEvent[] {
  requireOperator(by);
  return alert.mute === undefined ? [] : [{ type: 'AlertUnmuted', cause: 'asked', by, at }];
}

function catchUp({ value, part, seenAt: at }: Asked<AlertOrder<'CatchUp'>>, alert: Alert): AlertEvent[] {
  if (alert.owed === 0) return [];
  const { firing, owed: episodes, owedSince: since = at } = alert;
  const sight = { value: value ?? alert.last?.value ?? 0, ...given({ part: part ?? alert.last?.part }) };
  return [{ type: 'AlertCaughtUp', ...sight, episodes, firing: firing !== undefined, since, at }];
}

function calm(
  { withheld, seenAt: at }: Asked<AlertOrder<'Calm'>>,
  alert: Alert,
  { flap }: AlertSettings,
): AlertEvent[] {
  if (!alert.flapping || msBetween(alert.changedAt ?? at, at) < flap.calmMs) return [];
  const raises = Math.max(1, raisesWithin(alert, alert.changedAt ?? at, flap.withinMs));
  return [{ type: 'AlertCalmed', raises, firing: alert.firing !== undefined, ...given({ withheld }), at }];
}

function requireOperator(by: Given['by']): void {
  if (!allows(by.role, 'operator'))
    throw new Refusal('forbidden', `This takes the role operator; yours is ${by.role}.`);
}

/** Fields that have a value. */
function given<Fields extends Record<string, unknown>>(fields: Fields) {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}

import { plusMs } from '../instants.ts';
import type { Noted } from '../machine.ts';
import type { Instant } from '../message.ts';
import type { AlertEvent, Severity } from './events.ts';

/** What is known of an alert: folded from its facts by `note`, and by nothing else. */
export interface Alert {
  host: string;
  metric: string;
  /** The present time it is raised; none while it is clear. */
  firing?: Firing | undefined;
  mute?: { until: Instant; by: string } | undefined;
  /** Times it was raised and nobody was told, because it was muted or the hours were quiet. */
  owed: number;
  /** The first of them. */
  owedSince?: Instant | undefined;
  /** The latest times it was raised, oldest first. */
  raises: Instant[];
  flapping: boolean;
  /** When it was last raised or cleared. */
  changedAt?: Instant;
  /** The latest value that anything was decided on. */
  last?: { value: number; part?: string };
  /** What the chats show of the present or last time it was told. */
  cards: Card[];
  /** What chats are still to be asked to show, oldest first. */
  notices: Notice[];
  /** Of the latest notice. */
  noticed: number;
}

export interface Firing {
  severity: Severity;
  threshold: number;
  since: Instant;
  raisedAt: Instant;
  value: number;
  part?: string;
  processes: { name: string; cpuPercent: number }[];
  /** When people were last told of it; none while it is withheld. */
  toldAt?: Instant;
  reminders: number;
  acknowledgedBy?: string;
}

export interface Card {
  chatId: number;
  replyId: string;
}

/** Something to show, with what is needed to say it. */
export interface Notice {
  number: number;
  kind: 'raised' | 'reminded' | 'resolved' | 'acknowledged' | 'caught up' | 'calm';
  at: Instant;
  correlationId: string;
  eventId: string;
  /** As it was: a later fact may change the alert before the notice is shown. */
  firing?: Firing;
  value?: number;
  part?: string;
  lastedMs?: number;
  episodes?: number;
  raises?: number;
  flaps?: boolean;
  since?: Instant;
  /** Only what is shown already is changed: nobody's phone rings. */
  quietly?: boolean;
}

/** More than are counted within any window of flapping. */
const raisesMax = 50;
const noticesMax = 20;

export const newAlert: Alert = {
  host: '',
  metric: '',
  owed: 0,
  raises: [],
  flapping: false,
  cards: [],
  notices: [],
  noticed: 0,
};

/** The alert after a fact. */
export function note(alert: Alert, fact: Noted<AlertEvent>): Alert {
  switch (fact.type) {
    case 'AlertRaised':
      return raised(alert, fact);
    case 'AlertReminded':
      return reminded(alert, fact);
    case 'AlertCleared':
      return cleared(alert, fact);
    case 'AlertAcknowledged':
      return acknowledged(alert, fact);
    case 'AlertMuted':
      return { ...alert, host: fact.host, metric: fact.metric, mute: { until: fact.until, by: fact.by.id } };
    case 'AlertUnmuted':
      return without(alert, 'mute');
    case 'AlertCaughtUp':
      return caughtUp(alert, fact);
    case 'AlertCalmed':
      return calmed(alert, fact);
    case 'AlertTold':
      return told(alert, fact);
  }
}

type Fact<Type extends AlertEvent['type']> = Noted<Extract<AlertEvent, { type: Type }>>;

function raised(alert: Alert, fact: Fact<'AlertRaised'>): Alert {
  const { host, metric, severity, threshold, since, at, value, part, processes, flaps } = fact;
  const isTold = fact.withheld === undefined;
  const isOwed = fact.withheld === 'muted' || fact.withheld === 'quiet';
  const firing: Firing = {
    ...{ severity, threshold, since, raisedAt: at, value, processes, reminders: 0, ...(part && { part }) },
    ...(isTold && { toldAt: at }),
  };
  const after: Alert = {
    ...alert,
    ...{ host, metric, firing, changedAt: at, last: lastOf(fact) },
    ...(isOwed && { owed: alert.owed + 1, owedSince: alert.owedSince ?? at }),
    raises: [...alert.raises, at].slice(-raisesMax),
    flapping: flaps,
  };
  return isTold ? noticed(after, fact, { kind: 'raised', firing, raises: fact.raises, flaps }) : after;
}

function reminded(alert: Alert, fact: Fact<'AlertReminded'>): Alert {
  if (alert.firing === undefined) return alert;
  const firing: Firing = { ...alert.firing, value: fact.value, toldAt: fact.at, reminders: fact.times };
  return noticed({ ...alert, firing, last: lastOf(fact) }, fact, { kind: 'reminded', firing, value: fact.value });
}

function cleared(alert: Alert, fact: Fact<'AlertCleared'>): Alert {
  const { firing } = alert;
  const after = { ...without(alert, 'firing'), changedAt: fact.at, last: lastOf(fact) };
  if (firing?.toldAt === undefined) return after;
  const { lastedMs, value } = fact;
  return noticed(after, fact, { kind: 'resolved', firing, value, lastedMs, quietly: fact.withheld !== undefined });
}

function acknowledged(alert: Alert, fact: Fact<'AlertAcknowledged'>): Alert {
  if (alert.firing === undefined) return alert;
  const firing: Firing = { ...alert.firing, acknowledgedBy: fact.by.id };
  return noticed({ ...alert, firing }, fact, { kind: 'acknowledged', firing, quietly: true });
}

function caughtUp(alert: Alert, fact: Fact<'AlertCaughtUp'>): Alert {
  const { firing } = alert;
  const now = firing && { ...firing, value: fact.value, toldAt: fact.at };
  const after: Alert = { ...alert, owed: 0, owedSince: undefined, last: lastOf(fact), ...(now && { firing: now }) };
  const { episodes, since, value } = fact;
  return noticed(after, fact, { kind: 'caught up', episodes, since, value, ...(now && { firing: now }) });
}

function calmed(alert: Alert, fact: Fact<'AlertCalmed'>): Alert {
  const after = { ...alert, flapping: false };
  if (fact.firing || fact.withheld !== undefined) return after;
  return noticed(after, fact, { kind: 'calm', raises: fact.raises });
}

/** The cards of this time it is raised take the place of those of the time before; other notices have none. */
function told(alert: Alert, fact: Fact<'AlertTold'>): Alert {
  const notices = alert.notices.filter(({ number }) => number > fact.notice);
  return { ...alert, notices, cards: fact.cards.length > 0 ? fact.cards : alert.cards };
}

/** A notice more; past the bound the oldest goes unsaid: the alert itself stands in the log. */
function noticed(
  alert: Alert,
  fact: Noted<AlertEvent>,
  words: Omit<Notice, 'number' | 'at' | 'correlationId' | 'eventId'>,
): Alert {
  const number = alert.noticed + 1;
  const { correlationId, id: eventId } = fact.meta;
  const part = 'part' in fact && fact.part !== undefined ? { part: fact.part } : {};
  const one: Notice = { number, at: fact.at, correlationId, eventId, ...part, ...words };
  return { ...alert, noticed: number, notices: [...alert.notices, one].slice(-noticesMax) };
}

function lastOf({ value, part }: { value: number; part?: string | undefined }): NonNullable<Alert['last']> {
  return { value, ...(part === undefined ? {} : { part }) };
}

/** A key is emptied, not taken away: a machine keeps the keys that an update does not name. */
function without<Key extends 'firing' | 'mute'>(alert: Alert, key: Key): Alert {
  return { ...alert, [key]: undefined };
}

/** How often it was raised in the time before an instant. */
export function raisesWithin({ raises }: Alert, at: Instant, withinMs: number): number {
  const from = plusMs(at, -withinMs);
  return raises.filter(raise => raise > from).length;
}

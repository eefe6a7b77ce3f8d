import type { SnapshotFrom } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import { msBetween, plusMs } from '../instants.ts';
import { type DependencyCommand, dependencyCommands } from './commands.ts';
import { type DependencyEvent, dependencyEvents } from './events.ts';
import { type Dependency, dependencyMachine, dependencyMachineVersion } from './machine.ts';

/** One outside thing: there or not, asked or not, and what went wrong at its door. */

type Asked = DependencyCommand & Given;
type Snapshot = SnapshotFrom<typeof dependencyMachine>;

export const dependencyAggregate: Aggregate = {
  category: 'dependency',
  machine: dependencyMachine,
  machineVersion: dependencyMachineVersion,
  commands: dependencyCommands,
  decide: (order: Asked, snapshot) => decide(order, snapshot as Snapshot),
};

/** What is only told, and gives the fact of that name. */
const told = {
  NoteRefusedMessage: 'MessageRefused',
  NoteParkedMessage: 'MessageParked',
  NoteTakenFromLog: 'CommandsTakenFromLog',
  NoteParkedActor: 'ActorParked',
  NoteRestartedActor: 'ActorRestarted',
  NoteBulkheadRejected: 'BulkheadRejected',
  NoteRetryScheduled: 'RetryScheduled',
  NoteRateLimited: 'RateLimited',
  NoteFallback: 'FallbackTaken',
  NoteNotAccepted: 'NotAccepted',
  NoteConcurrencyRetried: 'ConcurrencyRetried',
  NoteAppendResolved: 'AppendResolved',
  NoteSubscriptionResumed: 'SubscriptionResumed',
  NoteDnsFailed: 'DnsFailed',
  NoteDnsRecovered: 'DnsRecovered',
  NoteResolverChanged: 'ResolverChanged',
  NoteDnsFamilyPinned: 'DnsFamilyPinned',
  NoteDnsFallbackUsed: 'DnsFallbackUsed',
} as const satisfies Partial<Record<DependencyCommand['type'], DependencyEvent['type']>>;

function decide(order: Asked, snapshot: Snapshot): DependencyEvent[] {
  if (snapshot.context.taken.includes(order.id)) return [];
  switch (order.type) {
    case 'NoteLoss':
      return snapshot.matches('down')
        ? []
        : [{ type: 'DependencyLost', cause: order.cause, at: order.since ?? order.at }];
    case 'NoteReturn':
      return snapshot.matches('up') ? [] : [restored(order, snapshot.context)];
    case 'NoteBreakerOpened':
    case 'NoteBreakerHalfOpened':
    case 'NoteBreakerClosed':
      return changeBreaker(order, snapshot.context);
    case 'OverrideBreaker':
      return override(order, snapshot.context);
    case 'EndOverride':
      return snapshot.context.override?.until === order.until
        ? [{ type: 'BreakerOverridden', mode: 'auto', by: order.by, at: order.at }]
        : [];
    default:
      return [fact(told[order.type], order)];
  }
}

function restored({ gapMs, at }: Extract<Asked, { type: 'NoteReturn' }>, { lostAt }: Dependency): DependencyEvent {
  return { type: 'DependencyRestored', gapMs: gapMs ?? Math.max(0, msBetween(lostAt!, at)), at };
}

/** A state that it is in already is no change; but a breaker that a process has opened anew is news. */
function changeBreaker(
  order: Extract<Asked, { type: 'NoteBreakerOpened' | 'NoteBreakerHalfOpened' | 'NoteBreakerClosed' }>,
  { breaker }: Dependency,
): DependencyEvent[] {
  const at = order.since ?? order.at;
  switch (order.type) {
    case 'NoteBreakerOpened':
      return breaker === 'open' && order.reason === 'probe_failed' ? [] : [fact('BreakerOpened', { ...order, at })];
    case 'NoteBreakerHalfOpened':
      return breaker === 'half-open' ? [] : [{ type: 'BreakerHalfOpened', at }];
    case 'NoteBreakerClosed':
      return breaker === 'closed' ? [] : [{ type: 'BreakerClosed', openMs: order.openMs, at }];
  }
}

/** The same word again changes nothing, unless it lasts longer. */
function override(
  { mode, ttlMs, by, at }: Extract<Asked, { type: 'OverrideBreaker' }>,
  { override: held }: Dependency,
): DependencyEvent[] {
  if (mode === 'auto') return held === undefined ? [] : [{ type: 'BreakerOverridden', mode, by, at }];
  const until = plusMs(at, ttlMs);
  if (held?.mode === mode && held.until >= until) return [];
  return [{ type: 'BreakerOverridden', mode, until, by, at }];
}

/** The order's own fields, as the fact of that type; the schema lets no others through. */
function fact(type: DependencyEvent['type'], order: object): DependencyEvent {
  return dependencyEvents[type].transform(data => ({ type, ...data })).parse(order) as unknown as DependencyEvent;
}

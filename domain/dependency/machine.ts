import { assign, sendTo, setup } from 'xstate';
import { effectNames, forwards } from '../machine.ts';
import type { Instant } from '../message.ts';
import type { DependencyEvent } from './events.ts';

/** What is known of one outside thing. */
export interface Dependency {
  lostAt?: Instant | undefined;
  breaker: 'closed' | 'open' | 'half-open';
  /** Since when its breaker is not closed. */
  openedAt?: Instant | undefined;
  /** A person's word over the breaker. */
  override?: { mode: 'force-open' | 'force-closed'; until: Instant } | undefined;
}

/**
 * UP or DOWN, as those say who are connected to it; beside that its breaker, as calls go. The effect holds the live
 * breaker to what a person has said.
 */
export const dependencyMachine = setup({
  types: { context: {} as Dependency, events: {} as DependencyEvent },
  actors: effectNames('followOverride'),
  actions: {
    lose: assign(({ event }) => ({ lostAt: event.at })),
    find: assign(() => ({ lostAt: undefined })),
    note: assign(({ context, event }) => changes(context, event)),
    tellOverride: sendTo('followOverride', forwards),
  },
}).createMachine({
  id: 'dependency',
  context: { breaker: 'closed' },
  initial: 'up',
  invoke: { src: 'followOverride', id: 'followOverride' },
  on: {
    BreakerOpened: { actions: 'note' },
    BreakerHalfOpened: { actions: 'note' },
    BreakerClosed: { actions: 'note' },
    BreakerOverridden: { actions: ['note', 'tellOverride'] },
  },
  states: {
    up: { on: { DependencyLost: { target: 'down', actions: 'lose' } } },
    down: { on: { DependencyRestored: { target: 'up', actions: 'find' } } },
  },
});

export const dependencyMachineVersion = 2;

function changes({ openedAt }: Dependency, fact: DependencyEvent): Partial<Dependency> {
  switch (fact.type) {
    case 'BreakerOpened':
      return { breaker: 'open', openedAt: openedAt ?? fact.at };
    case 'BreakerHalfOpened':
      return { breaker: 'half-open', openedAt: openedAt ?? fact.at };
    case 'BreakerClosed':
      return { breaker: 'closed', openedAt: undefined };
    case 'BreakerOverridden':
      return {
        override: fact.mode === 'auto' || fact.until === undefined ? undefined : { mode: fact.mode, until: fact.until },
      };
    default:
      return {};
  }
}

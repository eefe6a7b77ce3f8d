import { assign, sendTo, setup } from 'xstate';
import { effectNames, forwards, type Noted } from '../machine.ts';
import type { Instant } from '../message.ts';
import type { DependencyEvent } from './events.ts';

/** What is known of one outside thing. */
export interface Dependency {
  lostAt?: Instant | undefined;
  breaker: 'closed' | 'open' | 'half-open';
  /** Since when its breaker is not closed. */
  openedAt?: Instant | undefined;
  /** The chains of the latest facts, oldest first: an order that is made again, because it seemed lost, adds nothing. */
  taken: string[];
  /** A person's word over the breaker. */
  override?: { mode: 'force-open' | 'force-closed'; until: Instant } | undefined;
}

/**
 * UP or DOWN, as those say who are connected to it; beside that its breaker, as calls go. The effect holds the live
 * breaker to what a person has said.
 */
export const dependencyMachine = setup({
  types: { context: {} as Dependency, events: {} as Noted<DependencyEvent> },
  actors: effectNames('followOverride'),
  actions: {
    note: assign(({ context, event }) => ({ taken: taken(context, event), ...changes(context, event) })),
    tellOverride: sendTo('followOverride', forwards),
  },
}).createMachine({
  id: 'dependency',
  context: { breaker: 'closed', taken: [] },
  initial: 'up',
  invoke: { src: 'followOverride', id: 'followOverride' },
  on: {
    '*': { actions: 'note' },
    BreakerOverridden: { actions: ['note', 'tellOverride'] },
  },
  states: {
    up: { on: { DependencyLost: { target: 'down', actions: 'note' } } },
    down: { on: { DependencyRestored: { target: 'up', actions: 'note' } } },
  },
});

export const dependencyMachineVersion = 3;

/** Orders wait for each other in the one program that makes them: a repeat is never far. */
const takenMax = 20;

function taken({ taken: before }: Dependency, { meta }: Noted<DependencyEvent>): string[] {
  return [...before.slice(1 - takenMax), meta.correlationId];
}

function changes({ openedAt }: Dependency, fact: DependencyEvent): Partial<Dependency> {
  switch (fact.type) {
    case 'DependencyLost':
      return { lostAt: fact.at };
    case 'DependencyRestored':
      return { lostAt: undefined };
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

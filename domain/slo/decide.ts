import { assign, type SnapshotFrom, setup } from 'xstate';
import { z } from 'zod';
import type { Aggregate, Given } from '../aggregate.ts';
import { msBetween } from '../instants.ts';
import type { Instant, MessageOf } from '../message.ts';
import { type SloEvent, sloEvents } from './events.ts';
import { type FreezeLevel, freezeLevels } from './freeze.ts';
import { slis } from './objectives.ts';

/** What was said of the objectives: each alert is raised once and cleared once, each freeze is told when it changes. */

const at = { at: true } as const;

const sloCommands = {
  /** All the rules of one indicator that are met now. */
  JudgeBurn: z.object({
    sli: z.enum(slis),
    firing: z.array(sloEvents.BurnAlertRaised.omit({ at: true, sli: true })).max(10),
  }),
  JudgeFreeze: z.object({ level: z.enum(freezeLevels), why: z.array(z.string().max(200)).max(20) }),
  NoteBrokenGuarantee: sloEvents.GuaranteeBroken.omit(at),
  NoteMendedGuarantee: sloEvents.GuaranteeMended.omit(at),
};
type Asked = MessageOf<typeof sloCommands> & Given;

interface Said {
  /** By the rule's factor. */
  raised: Record<string, { severity: 'page' | 'ticket'; factor: number; at: Instant }>;
  level: FreezeLevel;
  broken: string[];
}

const sloMachine = setup({
  types: { context: {} as Said, events: {} as SloEvent },
  actions: { note: assign(({ context, event }) => note(context, event)) },
}).createMachine({
  id: 'slo',
  context: { raised: {}, level: 'open', broken: [] },
  on: { '*': { actions: 'note' } },
});

function note(said: Said, fact: SloEvent): Partial<Said> {
  switch (fact.type) {
    case 'BurnAlertRaised': {
      const { severity, factor, at } = fact;
      return { raised: { ...said.raised, [factor]: { severity, factor, at } } };
    }
    case 'BurnAlertCleared': {
      const { [String(fact.factor)]: _cleared, ...raised } = said.raised;
      return { raised };
    }
    case 'FreezeChanged':
      return { level: fact.to };
    case 'GuaranteeBroken':
      return { broken: [...said.broken.filter(each => each !== fact.guarantee), fact.guarantee] };
    case 'GuaranteeMended':
      return { broken: said.broken.filter(each => each !== fact.guarantee) };
  }
}

export const sloAggregate: Aggregate = {
  category: 'slo',
  machine: sloMachine,
  machineVersion: 1,
  commands: sloCommands,
  decide: (order: Asked, snapshot) => decide(order, (snapshot as SnapshotFrom<typeof sloMachine>).context),
};

function decide(order: Asked, said: Said): SloEvent[] {
  const { at } = order;
  switch (order.type) {
    case 'JudgeBurn':
      return judgeBurn(order, said);
    case 'JudgeFreeze':
      return order.level === said.level
        ? []
        : [{ type: 'FreezeChanged', from: said.level, to: order.level, why: order.why, at }];
    case 'NoteBrokenGuarantee':
      return said.broken.includes(order.guarantee)
        ? []
        : [{ type: 'GuaranteeBroken', guarantee: order.guarantee, detail: order.detail, at }];
    case 'NoteMendedGuarantee':
      return said.broken.includes(order.guarantee)
        ? [{ type: 'GuaranteeMended', guarantee: order.guarantee, reason: order.reason, at }]
        : [];
  }
}

function judgeBurn({ sli, firing, at }: Extract<Asked, { type: 'JudgeBurn' }>, { raised }: Said): SloEvent[] {
  const now = new Set(firing.map(({ factor }) => String(factor)));
  const over = Object.entries(raised).filter(([factor]) => !now.has(factor));
  return [
    ...firing
      .filter(({ factor }) => !(String(factor) in raised))
      .map((rule): SloEvent => ({ type: 'BurnAlertRaised', sli, ...rule, at })),
    ...over.map(([, { severity, factor, at: since }]): SloEvent => {
      return { type: 'BurnAlertCleared', sli, severity, factor, lastedMs: Math.max(0, msBetween(since, at)), at };
    }),
  ];
}

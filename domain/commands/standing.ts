import type { CommandSpec } from './spec.ts';

/** How the service stands: the whole, what waits, the objectives and their budgets. */
export const standing: readonly CommandSpec[] = [
  {
    name: 'ops',
    label: 'Ops',
    group: 'Operations',
    role: 'viewer',
    summary: 'The whole in ten lines: what is well, what is not, and why',
    arguments: [
      { kind: 'count', name: 'hours', summary: 'how far back; a quarter of an hour when left out', min: 1, max: 168 },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'queue',
    group: 'Operations',
    role: 'viewer',
    summary: 'What waits and what runs, by class, and for how long',
    arguments: [],
    answeredBy: 'outside',
  },
  {
    name: 'slo',
    label: 'Objectives',
    group: 'Operations',
    role: 'viewer',
    summary: 'How well the service does against its objectives',
    arguments: [],
    answeredBy: 'outside',
  },
  {
    name: 'budget',
    label: 'Budget',
    group: 'Operations',
    role: 'viewer',
    summary: 'What is left of the error budgets, and what may be released',
    arguments: [],
    answeredBy: 'outside',
  },
];

import { flagNames } from '../settings/flags.ts';
import type { CommandSpec } from './spec.ts';

/** What an operator may switch by hand while the service runs: breakers and features. */
export const switches: readonly CommandSpec[] = [
  {
    name: 'breakers',
    group: 'Operations',
    role: 'viewer',
    summary: 'Everything outside that is called: whether it is, how it goes, when again',
    arguments: [],
    answeredBy: 'outside',
  },
  {
    name: 'breaker',
    group: 'Operations',
    role: 'admin',
    summary: 'Holds a breaker open or closed for a while, or gives it back',
    arguments: [
      {
        kind: 'word',
        name: 'dependency',
        summary: 'a name of /breakers, like telegram',
        lengthMax: 40,
        pattern: /^[a-z][a-z-]*$/,
        required: true,
        question: 'Which one? Press one, or send a name of /breakers.',
        choices: ['telegram', 'telegram-poll', 'eventstore', 'bus', 'projections'].map(value => ({
          label: value,
          value,
        })),
      },
      {
        kind: 'word',
        name: 'action',
        summary: 'force-open, force-closed or auto',
        lengthMax: 12,
        pattern: /^(force-open|force-closed|auto)$/,
        required: true,
        question: 'What shall it do?',
        choices: [
          { label: 'Open it', value: 'force-open' },
          { label: 'Hold it closed', value: 'force-closed' },
          { label: 'Give it back', value: 'auto' },
        ],
      },
      {
        kind: 'word',
        name: 'ttl',
        summary: 'for how long, like 15m; 10m when left out, a day at most',
        lengthMax: 10,
        pattern: /^\d+[smh]$/,
      },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'flag',
    label: 'Features',
    group: 'Operations',
    role: 'admin',
    summary: 'Features that are on for some: what is set, and setting it',
    changes: true,
    arguments: [
      {
        kind: 'word',
        name: 'action',
        summary: 'list or set',
        lengthMax: 4,
        pattern: /^(list|set)$/,
      },
      { kind: 'word', name: 'flag', summary: `a name of /flag list, like ${flagNames[0]}`, lengthMax: 40 },
      {
        kind: 'word',
        name: 'value',
        summary: 'on, off, or a share of users like 25%',
        lengthMax: 6,
        pattern: /^(on|off|\d{1,3}%)$/,
      },
      {
        kind: 'rest',
        name: 'lists',
        summary: 'who goes before that, like allow tg:1001 deny chat:-100200',
        lengthMax: 1000,
      },
    ],
    answeredBy: 'outside',
  },
];

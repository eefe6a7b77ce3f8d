import type { ArgumentSpec, CommandSpec } from './spec.ts';

/** What is held about people, and forgetting it. */

const user = (summary: string): ArgumentSpec => ({
  kind: 'word',
  name: 'user',
  summary,
  lengthMax: 20,
  pattern: /^(tg:)?\d{1,15}$/,
});

export const peopleCommands: readonly CommandSpec[] = [
  {
    // Telegram's commands have no hyphen.
    name: 'exportme',
    aliases: ['export_me'],
    label: 'What is held',
    group: 'Operations',
    role: 'admin',
    summary: 'Everything that is recorded about a person, as a file',
    arguments: [user('the number of a person, as /audit shows it; yourself when left out')],
    answeredBy: 'outside',
  },
  {
    name: 'forget',
    group: 'Operations',
    role: 'admin',
    summary: 'Destroys the key of what a person wrote: nobody can read it any more',
    arguments: [
      {
        ...user('the number of a person, as /audit shows it'),
        required: true,
        question: 'Who is to be forgotten? Send the number.',
      },
      {
        kind: 'word',
        name: 'sure',
        summary: 'the word forever',
        lengthMax: 10,
        pattern: /^forever$/,
        required: true,
        question: 'This cannot be undone. Is it meant?',
        choices: [{ label: 'Forget for ever', value: 'forever' }],
      },
    ],
    answeredBy: 'outside',
  },
];

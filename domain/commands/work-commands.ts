import { type CommandSpec, same } from './spec.ts';

/** The commands that ask for work, and those that list it. */
export const workCommands: readonly CommandSpec[] = [
  {
    name: 'run',
    aliases: ['newtask'],
    group: 'Jobs',
    role: 'operator',
    summary: 'Asks for a task; what is missing is asked for, with buttons',
    arguments: [
      {
        kind: 'word',
        name: 'task',
        summary: 'one of the configured tasks',
        lengthMax: 40,
        pattern: /^[a-z][a-z0-9_]{0,39}$/,
        required: true,
        question: 'Which task?',
        choices: 'tasks',
      },
      { kind: 'option', name: 'key', summary: 'the same key asks for the same job only once', lengthMax: 160 },
      { kind: 'rest', name: 'values', summary: 'its parameters, in order or as name=value', lengthMax: 2000 },
    ],
    answeredBy: 'outside',
    changes: true,
  },
  {
    name: 'check',
    group: 'Jobs',
    role: 'operator',
    summary: 'Probes a web address, a name, a certificate or a port',
    arguments: [
      {
        kind: 'word',
        name: 'kind',
        summary: 'http, dns, tls or tcp',
        lengthMax: 4,
        pattern: /^(?:http|dns|tls|tcp)$/,
        required: true,
        question: 'What kind of check?',
        choices: same(['http', 'dns', 'tls', 'tcp']),
      },
      {
        kind: 'word',
        name: 'target',
        summary: 'an address, a name, or name:port',
        lengthMax: 400,
        required: true,
        question: 'Of what? Send an address such as https://example.org, a name, or name:port.',
      },
    ],
    answeredBy: 'outside',
    changes: true,
  },
  {
    name: 'list',
    label: 'Jobs',
    group: 'Jobs',
    role: 'viewer',
    summary: 'The latest jobs, a line each',
    arguments: [
      { kind: 'option', name: 'state', summary: 'only jobs in this state, like running', lengthMax: 12 },
      { kind: 'count', name: 'limit', summary: 'how many to a page; 10 when left out', min: 1, max: 50 },
      { kind: 'count', name: 'page', summary: 'which page, from 1', min: 1, max: 1000 },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'board',
    group: 'Jobs',
    role: 'viewer',
    summary: 'Jobs by state, with the oldest of each, and what waits for somebody',
    arguments: [{ kind: 'count', name: 'limit', summary: 'how many open jobs; 8 when left out', min: 1, max: 50 }],
    answeredBy: 'outside',
  },
];

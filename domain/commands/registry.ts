import type { Role } from '../message.ts';
import { allows } from '../policy/roles.ts';
import { jobCommands, ofOneJob } from './job-commands.ts';
import { machineCommands } from './machines.ts';
import { peopleCommands } from './people.ts';
import type { ArgumentSpec, CommandSpec } from './spec.ts';
import { standing } from './standing.ts';
import { switches } from './switches.ts';

/** Every command there is: the one source of the parser, the menus, /help, the buttons and the documentation. */

const host: ArgumentSpec = { kind: 'host', name: 'host', summary: 'another machine; this one when left out' };

const server = (name: string, label: string, summary: string): CommandSpec => ({
  name,
  label,
  group: 'Server',
  role: 'viewer',
  summary,
  arguments: [host],
  answeredBy: 'outside',
});

export const registry: readonly CommandSpec[] = [
  {
    name: 'start',
    aliases: ['menu'],
    group: 'Control centre',
    role: 'viewer',
    summary: 'The control centre: what I watch, with buttons',
    arguments: [],
    answeredBy: 'chat',
  },
  {
    name: 'help',
    group: 'Control centre',
    role: 'viewer',
    summary: 'What you may run, and how',
    arguments: [{ kind: 'word', name: 'command', summary: 'one command in detail', lengthMax: 32 }],
    answeredBy: 'chat',
  },
  {
    name: 'status',
    group: 'Server',
    role: 'viewer',
    summary: 'This service: version, uptime, load, what is open; or one job',
    arguments: ofOneJob,
    answeredBy: 'outside',
  },
  {
    name: 'health',
    group: 'Server',
    role: 'viewer',
    summary: 'Each part this service hangs on, with its last proof',
    arguments: [],
    answeredBy: 'outside',
  },
  server('sysstatus', 'Machine', 'The machine at a glance'),
  server('cpu', 'Processor', 'Processor: load, use per core, what is busy'),
  server('temp', 'Temperature', 'Temperatures, where the machine has sensors'),
  server('network', 'Network', 'Interfaces, addresses and rates'),
  server('uptime', 'Uptime', 'How long the machine has been up'),
  server('services', 'Services', 'Services by state, failed ones first'),
  server('ports', 'Ports', 'What listens on which port'),
  ...machineCommands,
  ...jobCommands,
  ...standing,
  ...peopleCommands,
  {
    name: 'trace',
    group: 'Operations',
    role: 'viewer',
    summary: 'What followed from one message, step by step, with times',
    arguments: [
      {
        kind: 'word',
        name: 'id',
        summary: 'the id shown under an answer, like tg-1234',
        lengthMax: 170,
        required: true,
        question: 'Which one? Press one of your last commands, or send an id.',
        choices: 'recent commands',
      },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'idem',
    label: 'Repeats',
    group: 'Operations',
    role: 'viewer',
    summary: 'Whether a message came more than once, and what was done',
    arguments: [
      {
        kind: 'word',
        name: 'key',
        summary: 'an id like tg-1234',
        lengthMax: 170,
        required: true,
        question: 'Which message? Press one of your last commands, or send its id.',
        choices: 'recent commands',
      },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'log',
    group: 'Operations',
    role: 'operator',
    summary: 'The latest records, as a file',
    arguments: [
      { kind: 'count', name: 'limit', summary: 'how many, newest first; 100 when left out', min: 1, max: 500 },
      { kind: 'rest', name: 'filter', summary: 'only records that hold this text', lengthMax: 100 },
    ],
    answeredBy: 'outside',
  },
  ...switches,
  {
    name: 'reset',
    group: 'Operations',
    role: 'operator',
    summary: 'Lets go of the open questions of this chat; nothing else',
    arguments: [{ kind: 'rest', name: 'reason', summary: 'why, for the log', lengthMax: 200 }],
    answeredBy: 'chat',
  },
  {
    name: 'audit',
    group: 'Operations',
    role: 'approver',
    summary: 'Who did what, and what was refused',
    arguments: [
      { kind: 'count', name: 'limit', summary: 'how many, newest first; 20 when left out', min: 1, max: 50 },
      {
        kind: 'word',
        name: 'actor',
        summary: 'only this person, like tg:1001',
        lengthMax: 80,
        pattern: /^[a-z]+:\S+$/,
      },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'replay',
    group: 'Operations',
    role: 'approver',
    summary: 'The state of a stream as it was, folded from the log',
    arguments: [
      {
        kind: 'word',
        name: 'stream',
        summary: 'a stream, like chat-1001',
        lengthMax: 200,
        pattern: /^[a-z]+-[A-Za-z0-9_:-]+$/,
        required: true,
        question: 'Which stream? Press one, or send its name.',
        choices: 'streams',
      },
      {
        kind: 'option',
        name: 'at',
        summary: 'a revision, or a time in ISO 8601; the present when left out',
        lengthMax: 40,
      },
    ],
    answeredBy: 'outside',
  },
];

const byName = new Map(
  registry.flatMap(spec => [spec.name, ...(spec.aliases ?? [])].map(name => [name, spec] as const)),
);

/** The command of that name or alias. */
export function commandNamed(name: string): CommandSpec | undefined {
  return byName.get(name.toLowerCase());
}

/** What somebody of that role may run, in the registry's order. */
export function commandsFor(role: Role): CommandSpec[] {
  return registry.filter(spec => allows(role, spec.role));
}

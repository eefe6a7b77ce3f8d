import { autonomy, gateCategory, reviewFailCode } from '../job/work.ts';
import { type ArgumentSpec, type CommandSpec, same } from './spec.ts';
import { workCommands } from './work-commands.ts';

/** The commands about jobs: those that ask for work come first, then those that decide on it and look after it. */

const job: ArgumentSpec = {
  kind: 'word',
  name: 'job',
  summary: 'a job, like K7M2Q4T9XB',
  lengthMax: 10,
  pattern: /^[0-9A-Za-z]{10}$/,
  required: true,
  question: 'Which job? Press one of the latest here, or send its id.',
  choices: 'recent jobs',
};

/** Of /status: one job instead of the service. */
export const ofOneJob: ArgumentSpec[] = [
  {
    kind: 'word',
    name: 'job',
    summary: 'a job, whose card is shown; the service when left out',
    lengthMax: 10,
    pattern: /^[0-9A-Za-z]{10}$/,
  },
  { kind: 'word', name: 'part', summary: 'the word whole, for all of its plan', lengthMax: 5, pattern: /^whole$/ },
];

/** On buttons: what was shown, so that a press decides on nothing else. */
const shown: ArgumentSpec = {
  kind: 'word',
  name: 'shown',
  summary: 'the digest on the card',
  lengthMax: 66,
  pattern: /^[0-9a-f]{8,64}(?:\.[0-9a-z])?$/,
  onlyIfItFits: true,
};

const category: ArgumentSpec = {
  kind: 'word',
  name: 'category',
  summary: 'one of its gates, like git_push; may be left out where only one is open',
  lengthMax: 40,
  pattern: oneOf(gateCategory.options),
};

const note: ArgumentSpec = { kind: 'rest', name: 'note', summary: 'why, for the log', lengthMax: 600 };

export const jobCommands: readonly CommandSpec[] = [
  ...workCommands,
  {
    name: 'plan',
    group: 'Jobs',
    role: 'operator',
    summary: 'Puts a plan in words to a heavy job',
    arguments: [
      job,
      {
        kind: 'rest',
        name: 'summary',
        summary: 'what and why; scope: … risks: … test: … rollback: … impact: … may follow',
        lengthMax: 3000,
        required: true,
        question: 'What is the plan? You may add scope: … risks: … test: … rollback: … impact: …',
      },
    ],
    answeredBy: 'outside',
    changes: true,
  },
  {
    name: 'review',
    group: 'Jobs',
    role: 'approver',
    summary: 'Passes or fails a heavy job in review; a failing one holds its gates shut',
    arguments: [
      job,
      {
        kind: 'word',
        name: 'verdict',
        summary: 'pass or fail',
        lengthMax: 4,
        pattern: /^(?:pass|fail)$/,
        required: true,
        question: 'Does it pass?',
        choices: same(['pass', 'fail']),
      },
      {
        kind: 'word',
        name: 'code',
        summary: `why it fails: ${reviewFailCode.options.join(', ')}`,
        lengthMax: 40,
        pattern: oneOf(reviewFailCode.options),
        onlyIfItFits: true,
      },
      { kind: 'rest', name: 'notes', summary: 'in words; tests=no marks a point of the checklist', lengthMax: 600 },
    ],
    answeredBy: 'outside',
    changes: true,
  },
  {
    name: 'approve',
    group: 'Jobs',
    role: 'approver',
    summary: 'Says yes to one gate of a job; nothing runs by it',
    arguments: [job, category, shown, note],
    answeredBy: 'outside',
    changes: true,
  },
  {
    name: 'reject',
    group: 'Jobs',
    role: 'approver',
    summary: 'Says no, which ends the job',
    arguments: [job, category, shown, note],
    answeredBy: 'outside',
    changes: true,
  },
  {
    name: 'resume',
    group: 'Jobs',
    role: 'operator',
    summary: 'Lets an approved job run, once',
    arguments: [job],
    answeredBy: 'outside',
    changes: true,
  },
  {
    name: 'stop',
    aliases: ['cancel'],
    group: 'Jobs',
    role: 'operator',
    summary: 'Ends a job; one that runs is asked to stop, then made to',
    arguments: [job, { kind: 'rest', name: 'reason', summary: 'why, for the log', lengthMax: 600 }],
    answeredBy: 'outside',
  },
  {
    name: 'recover',
    group: 'Jobs',
    role: 'admin',
    summary: 'Takes a failed, canceled or expired job back to its beginning',
    arguments: [
      job,
      {
        kind: 'rest',
        name: 'reason',
        summary: 'why, for the log',
        lengthMax: 600,
        required: true,
        question: 'Why? Its approvals are void and it begins anew.',
      },
    ],
    answeredBy: 'outside',
    changes: true,
  },
  {
    name: 'mode',
    group: 'Jobs',
    role: 'admin',
    summary: 'How much may run: nothing, what was resumed, or all that needs nobody',
    arguments: [
      {
        kind: 'word',
        name: 'mode',
        summary: 'readonly, supervised or auto',
        lengthMax: 10,
        pattern: oneOf(autonomy.options),
        required: true,
        question: 'Which mode?',
        choices: same(autonomy.options),
      },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'why',
    group: 'Jobs',
    role: 'viewer',
    summary: 'The facts that led a job to where it stands, in words',
    arguments: [job],
    answeredBy: 'outside',
  },
];

function oneOf(words: readonly string[]): RegExp {
  return new RegExp(`^(?:${words.join('|')})$`);
}

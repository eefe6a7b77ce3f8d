import type { Command } from 'commander';
import { guarded } from './guarded.ts';
import { whole } from './numbers.ts';

/** Orders to the program that runs here: as in the chat, under the role of this user of the machine. */
const orders: [name: string, form: string, description: string][] = [
  [
    'run',
    '<task> [values...]',
    'ask for a task; values in order, or as name=value; --key makes the same request one job',
  ],
  ['check', '<kind> <target>', 'probe an address, a name, a certificate or a port: http, dns, tls or tcp'],
  ['plan', '<job> <summary...>', 'put a plan in words to a heavy job'],
  ['review', '<job> <verdict> [notes...]', 'pass or fail a heavy job in review'],
  ['approve', '<job> [words...]', 'say yes to one gate of a job; nothing runs by it'],
  ['reject', '<job> [words...]', 'say no, which ends the job'],
  ['resume', '<job>', 'let an approved job run, once'],
  ['stop', '<job> [reason...]', 'end a job'],
  ['recover', '<job> <reason...>', 'take a failed, canceled or expired job back to its beginning'],
  ['mode', '<mode>', 'how much may run: readonly, supervised or auto'],
];

/** Adds the verbs about jobs: those that look, and those that order. */
export function jobVerbs(binnacle: Command, configFile: () => string | undefined): void {
  binnacle
    .command('jobs')
    .description('the jobs there are, newest first; or one of them, with all of its plan')
    .argument('[id]', 'a job, like K7M2Q4T9XB')
    .option('--state <state>', 'only jobs in this state, like running')
    .option('--limit <n>', 'how many; at most 500', whole, 20)
    .option('--json', 'as JSON; of one job with its facts')
    .action((id: string | undefined, options) =>
      guarded(async () => (await import('./jobs.ts')).jobs(configFile(), id, options)),
    );

  binnacle
    .command('why')
    .description('the facts that led a job to where it stands, in words')
    .argument('<job>', 'a job, like K7M2Q4T9XB')
    .option('--json', 'as JSON')
    .action((id: string, options) => guarded(async () => (await import('./jobs.ts')).why(configFile(), id, options)));

  for (const [name, form, description] of orders)
    binnacle
      .command(`${name} ${form}`)
      .description(description)
      .option('--json', 'as JSON')
      .allowUnknownOption()
      .action((...given: unknown[]) => {
        const [options, ...words] = given.slice(0, -1).reverse();
        const line = [
          name,
          ...words.reverse().flatMap(word => (word === undefined ? [] : (word as string | string[]))),
        ];
        return guarded(async () => (await import('./act.ts')).act(configFile(), line, options as { json?: boolean }));
      });
}

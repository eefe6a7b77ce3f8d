import { z } from 'zod';
import { gateCategory, risk, route } from '../job/work.ts';
import { hazardOf } from './hazards.ts';
import { parameter } from './parameter.ts';
import { normalPath } from './paths.ts';
import { isInterpreter } from './programs.ts';
import { placeholdersIn } from './template.ts';

/** A task: one runbook step as data. What it runs is fixed here; a request fills the gaps that are declared. */

const absolute = z
  .string()
  .max(400)
  .refine(path => normalPath(path) === path && hazardOf(path) === undefined, 'an absolute path without . and ..')
  .meta({ allowed: 'an absolute path without . and ..' });

/** Names that change what a program loads or runs, or that smell of a secret, are never handed on. */
const forbiddenVariable =
  /^(LD_|DYLD_|GLIBC_|MALLOC_|NODE_|PYTHON|PERL|RUBY|BASH|BINNACLE_|GIT_|SSH_)|^(IFS|ENV|PATH|SHELLOPTS|PS4|PAGER|EDITOR|VISUAL|GCONV_PATH)$|TOKEN|SECRET|PASSW|CREDENTIAL|_KEY$/;

const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,59}$/)
  .refine(name => !forbiddenVariable.test(name))
  .meta({ allowed: 'a name in capitals that loads no code and holds no secret' });

const kibi = 1024;
/** Most bytes of output that are kept of one run, and so the largest ring. */
const outputMax = kibi * kibi;

const fields = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .meta({ description: 'what it is called in /run', allowed: 'lower-case letters, digits and _, at most 40' }),
  title: z.string().min(1).max(80).describe('what it does, in a few words'),
  program: absolute.describe('the program, absolute; no shell and no interpreter'),
  arguments: z
    .array(z.string().min(1).max(400))
    .max(24)
    .describe('its arguments in order; {name} stands for a parameter')
    .default([]),
  parameters: z.array(parameter).max(12).describe('what a request fills in, in the order it is asked for').default([]),
  route: route.describe('light runs at once; heavy needs approval and an explicit resume').default('heavy'),
  risk: risk.describe('at high risk the requester never approves').default('medium'),
  gates: z
    .array(
      z
        .strictObject({
          category: gateCategory.describe('what the approval is about'),
          needs: z.int().min(1).max(5).meta({ unit: 'people', description: 'how many approve' }).default(1),
          fourEyes: z.boolean().describe("whether the requester's own yes does not count").default(true),
        })
        .describe('One approval it takes.'),
    )
    .max(9)
    .describe('the approvals it takes')
    .default([]),
  timeoutMs: z
    .int()
    .min(1000)
    .max(86_400_000)
    .meta({ unit: 'ms', description: 'wall time of one run; then it is stopped' })
    .default(900_000),
  outputBytes: z
    .int()
    .min(kibi)
    .max(outputMax)
    .meta({ unit: 'bytes', description: 'how much of the end of its output is kept' })
    .default(outputMax),
  goodExitCodes: z
    .array(z.int().min(0).max(255))
    .min(1)
    .max(10)
    .describe('the exit codes that count as success')
    .default([0]),
  idempotent: z.boolean().describe('whether running it twice is the same as running it once').default(false),
  rollback: z.string().min(1).max(500).describe('how it is undone, in words'),
  environment: z
    .array(variable)
    .max(20)
    .describe('variables of the program handed on to it; beside PATH and LANG nothing else is')
    .default([]),
  workingDirectory: absolute.describe('where it runs').default('/'),
});

export const taskSpec = fields.superRefine((task, { addIssue }) => {
  const wrong = (path: (string | number)[], input: unknown, message: string) =>
    addIssue({ code: 'custom', path, message, input });
  if (isInterpreter(task.program))
    wrong(['program'], task.program, 'a shell or an interpreter is no program of a task');
  if (task.route === 'light' && (task.gates.length > 0 || task.risk === 'high'))
    wrong(['route'], task.route, 'what runs at once has no gates and is of no high risk');
  const names = task.parameters.map(({ name }) => name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index) wrong(['parameters', index, 'name'], name, 'each name once');
  for (const [index, template] of task.arguments.entries())
    for (const mistake of templateMistakes(template, task.parameters)) wrong(['arguments', index], template, mistake);
  const used = new Set(task.arguments.flatMap(template => placeholdersIn(template) ?? []));
  for (const [index, name] of names.entries())
    if (!used.has(name)) wrong(['parameters', index, 'name'], name, 'every parameter is used in an argument');
});
export type TaskSpec = z.output<typeof taskSpec>;

function templateMistakes(template: string, parameters: TaskSpec['parameters']): string[] {
  const names = placeholdersIn(template);
  if (hazardOf(template) !== undefined) return [`text that is what it looks like: ${hazardOf(template)}`];
  if (names === undefined) return ['a brace stands only around the name of a parameter'];
  return names.flatMap(name => {
    const known = parameters.find(candidate => candidate.name === name);
    if (known === undefined) return [`there is no parameter ${name}`];
    if (known.type === 'flag' && template !== `{${name}}`) return [`{${name}} is a flag: an argument of its own`];
    return [];
  });
}

import { z } from 'zod';
import type { Role } from '../message.ts';
import { Refusal } from '../refusal.ts';
import { isUnder, pathsIn } from './paths.ts';
import { isInterpreter } from './programs.ts';
import type { TaskSpec } from './spec.ts';

/** What this host never runs, whoever approves it. Checked at the request, and again where it runs. */

const taskNames = (says: string) =>
  z
    .array(z.string().regex(/^(?:\*|[a-z][a-z0-9_]{0,39})$/))
    .max(200)
    .meta({ description: says, allowed: 'ids of tasks, or * for all' })
    .default(['*']);

export const taskPolicy = z.strictObject({
  routes: z
    .strictObject({
      light: taskNames('the tasks that may run at once'),
      heavy: taskNames('the tasks that may run after approval and resume'),
    })
    .describe('What may run on which way.')
    .prefault({}),
  roles: z
    .strictObject({
      operator: taskNames('the tasks an operator may ask for'),
      approver: taskNames('the tasks an approver may ask for'),
      admin: taskNames('the tasks an admin may ask for'),
      system: taskNames('the tasks a schedule may ask for'),
    })
    .describe('Who may ask for what.')
    .prefault({}),
  deniedWords: z
    .array(z.string().min(2).max(100))
    .max(200)
    .describe('words that stand in no argument, whatever their case')
    .default(['--no-preserve-root', 'authorized_keys', 'id_rsa', 'id_ed25519', 'telegram-token']),
  deniedPaths: z
    .array(z.string().max(400).regex(/^\//))
    .max(200)
    .meta({ description: 'folders and files that no argument leads to', allowed: 'absolute paths' })
    .default(['/etc/shadow', '/etc/gshadow', '/etc/sudoers', '/etc/sudoers.d', '/root/.ssh', '/proc', '/sys', '/dev']),
  deniedPrograms: z
    .array(z.string().min(1).max(400))
    .max(200)
    .describe('programs that are never run, by name or path, beside shells and interpreters')
    .default([]),
});
export type TaskPolicy = z.output<typeof taskPolicy>;

/** What a task would run. `program` and the paths among the arguments may be given as links lead. */
export interface Deed {
  program: string;
  argv: readonly string[];
  workingDirectory: string;
}

/** @throws {Refusal} `policy_blocked`: no approval changes that. Without `role` only what holds for everybody is checked. */
export function requirePolicy(task: TaskSpec, deed: Deed, policy: TaskPolicy, role?: Role): void {
  if (!lists(policy.routes[task.route], task.id)) throw blocked(`${task.id} may not run on the ${task.route} way`);
  if (role !== undefined && !lists(namesFor(policy, role), task.id))
    throw blocked(`${role}s may not ask for ${task.id}`);
  requireProgram(deed.program, policy);
  for (const argument of deed.argv) requireArgument(argument, deed.workingDirectory, policy);
}

/** @throws {Refusal} `policy_blocked` for shells, interpreters, and what else the policy names. */
export function requireProgram(program: string, { deniedPrograms, deniedPaths }: TaskPolicy): void {
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (isInterpreter(program)) throw blocked(`${name} is a shell or an interpreter`);
  if (deniedPrograms.some(denied => denied === program || denied === name)) throw blocked(`${name} is not run`);
  if (deniedPaths.some(denied => isUnder(program, denied))) throw blocked(`nothing under ${program} is run`);
}

/** @throws {Refusal} `policy_blocked` for a denied word, or a path that leads where none may. */
function requireArgument(argument: string, workingDirectory: string, policy: TaskPolicy): void {
  const word = policy.deniedWords.find(denied => holdsWord(argument, denied));
  if (word !== undefined) throw blocked(`“${word}” may stand in no argument`);
  const paths = pathsIn(argument, workingDirectory);
  const path = policy.deniedPaths.find(denied => paths.some(found => isUnder(found, denied)));
  if (path !== undefined) throw blocked(`no argument may lead to ${path}`);
}

function namesFor({ roles }: TaskPolicy, role: Role): readonly string[] {
  return role === 'viewer' ? [] : roles[role];
}

function lists(names: readonly string[], id: string): boolean {
  return names.includes('*') || names.includes(id);
}

const edge = /[\p{L}\p{N}_]/u;

/** Whether the word stands in the text with nothing that would make it part of a longer one. */
function holdsWord(text: string, word: string): boolean {
  const [inText, wanted] = [text.toLowerCase(), word.toLowerCase()];
  for (let at = inText.indexOf(wanted); at >= 0; at = inText.indexOf(wanted, at + 1)) {
    const before = inText[at - 1];
    const after = inText[at + wanted.length];
    if ((before === undefined || !edge.test(before)) && (after === undefined || !edge.test(after))) return true;
  }
  return false;
}

function blocked(why: string): Refusal {
  return new Refusal('policy_blocked', `The policy of this host forbids it: ${why}.`);
}

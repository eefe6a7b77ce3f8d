import { registry } from '../../domain/commands/registry.ts';
import { usageOf } from '../../domain/commands/spec.ts';
import { code, page, table } from './markdown.ts';

/** Every command of the registry, by group. */
export function commandsPage(): string {
  const groups = [...new Set(registry.map(({ group }) => group))];
  const parts = groups.flatMap(group => [
    `## ${group}`,
    table(
      ['command', 'role', 'what it does', 'arguments'],
      registry
        .filter(spec => spec.group === group)
        .map(spec => [
          [usageOf(spec), ...(spec.aliases ?? []).map(alias => `/${alias}`)].map(code).join(', '),
          spec.role,
          spec.summary,
          spec.arguments.map(({ name, summary }) => `${code(name)} ${summary}`).join('; '),
        ]),
    ),
  ]);
  return page('Commands', opening, ...parts);
}

const opening = `What can be said in the chat, with and without \`@botname\`. Roles: viewer < operator < approver < admin; a person has the
lesser of their own role and that of the chat. \`/help\` shows what you may run.`;

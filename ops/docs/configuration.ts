import { configKeys } from '../config/keys.ts';
import { variableOf } from '../config/said.ts';
import { code, page, table } from './markdown.ts';

/** Every key of the configuration, a table for each section. */
export function configurationPage(): string {
  const keys = configKeys();
  const sections = ['', ...keys.filter(({ type }) => type === 'section').map(({ path }) => path)];
  const parts = sections.flatMap(section => {
    const rows = keys.filter(({ path, type }) => type !== 'section' && type !== 'entry' && parentOf(path) === section);
    if (rows.length === 0) return [];
    const says = keys.find(({ path }) => path === section)?.says;
    return [
      ...(section === '' ? [] : [`## ${section}`]),
      ...(says === undefined ? [] : [says]),
      table(
        ['key', 'allowed', 'default', 'what it is'],
        rows.map(key => [
          code(nameIn(section, key.path)),
          [key.allowed, key.unit].filter(Boolean).join(' '),
          code(key.fallback ?? ''),
          key.says,
        ]),
      ),
    ];
  });
  return page('Configuration', opening, example, ...parts);
}

/** The section a key stands in; the fields of a list's entries stand with the list. */
function parentOf(path: string): string {
  const [list] = path.split('[]');
  return list!.split('.').slice(0, -1).join('.');
}

const nameIn = (section: string, path: string) => (section === '' ? path : path.slice(section.length + 1));

const opening = `Everything has a default: with no configuration at all Binnacle speaks to the sandbox that comes with it.

What is said counts in this order: a default, then \`binnacle.yaml\` in the working directory (or the file named by
\`BINNACLE_CONFIG\`), then the environment: ${code(variableOf('telegram.longPollSeconds'))} is
\`telegram.longPollSeconds\`; two underscores lead into a section, lists are separated by commas, an empty variable
says nothing. All mistakes are told at once. \`binnacle config check\` looks for them; \`binnacle config explain\` shows each key with
its present value and where that comes from.

Secrets never stand in the configuration, only the names of the files that hold them.`;

const example = `A configuration for Telegram itself:

\`\`\`yaml
telegram:
  tokenFile: /etc/binnacle/telegram-token # one line, from @BotFather
access:
  users:
    - { id: 123456789, name: Ada, role: admin }
  chats:
    - { id: -1001234567890, name: Ops room, role: operator }
\`\`\``;

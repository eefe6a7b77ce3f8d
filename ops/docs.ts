import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsPage } from './docs/commands.ts';
import { configurationPage } from './docs/configuration.ts';
import { errorsPage } from './docs/errors.ts';
import { eventsPage } from './docs/events.ts';
import { requirementsPage } from './docs/requirements.ts';
import { runbooksPage } from './docs/runbooks.ts';
import { surfacesPage } from './docs/surfaces.ts';

/** Writes the pages of `ops/docs` from the code; with `--check`, only says which are not as the code has it. */
const root = join(import.meta.dirname, '..');

const pages: Record<string, () => string> = {
  commands: commandsPage,
  configuration: configurationPage,
  errors: errorsPage,
  events: eventsPage,
  requirements: () => requirementsPage(root),
  runbooks: runbooksPage,
  surfaces: surfacesPage,
};

const stale = Object.entries(pages)
  .map(([name, made]) => ({ path: join('ops/docs', `${name}.md`), text: made() }))
  .filter(({ path, text }) => written(path) !== text);

if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is not what the code says. Run: npm run docs`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else
  for (const { path, text } of stale) {
    writeFileSync(join(root, path), text);
    console.log(`wrote ${path}`);
  }

function written(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

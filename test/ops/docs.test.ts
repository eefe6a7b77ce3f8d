import { default as test } from 'ava';
import { foldable } from '../../domain/aggregates.ts';
import { errorCatalogue } from '../../domain/catalogue.ts';
import { registry } from '../../domain/commands/registry.ts';
import { usageOf } from '../../domain/commands/spec.ts';
import { refusalCodes } from '../../domain/refusal.ts';
import { runbooks } from '../../domain/runbooks.ts';
import { eventSchemas } from '../../domain/upcast.ts';
import { configKeys } from '../../ops/config/keys.ts';
import { configurationPage } from '../../ops/docs/configuration.ts';
import { errorsPage } from '../../ops/docs/errors.ts';
import { eventsPage } from '../../ops/docs/events.ts';
import { table } from '../../ops/docs/markdown.ts';
import { shownIn } from '../../ops/docs/requirements.ts';
import { runbooksPage } from '../../ops/docs/runbooks.ts';
import { doors, surfacesPage } from '../../ops/docs/surfaces.ts';

const missing = (page: string, names: readonly string[]) => names.filter(name => !page.includes(`\`${name}\``));

test('the pages leave out no key, no code and no event', t => {
  const keys = configKeys().filter(({ type }) => type === 'text' || type === 'whole number' || type === 'list');
  const lastName = (path: string) => /(?:\w+\[\]\.)*\w+$/.exec(path)![0];
  t.deepEqual(
    missing(
      configurationPage(),
      keys.map(({ path }) => lastName(path)),
    ),
    [],
  );
  t.deepEqual(missing(errorsPage(), Object.keys(refusalCodes)), []);
  t.deepEqual(missing(eventsPage(), Object.keys(eventSchemas)), []);
});

test('a title counts for each requirement it names, however it is quoted', t => {
  const text = [
    "test('«A-1, I4» it\\'s not one', () => {});",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a test.
    'rule(`«K-65» a line of ${count}`, f);',
    '  "«T5» «E4» a long title that stands on a line of its own",',
    "test('no id at all', f); const list = ['[x] y'];",
    "test('«P6» the other\\'s', f)",
  ]
    .join('\n')
    // Written with other brackets, so that these examples do not count as titles themselves.
    .replaceAll('«', '[')
    .replaceAll('»', ']');
  t.deepEqual(
    shownIn(text, 'a.ts').map(({ id, title }) => `${id}: ${title}`),
    [
      "A-1: it's not one",
      "I4: it's not one",
      'K-65: a line of …',
      'T5: a long title that stands on a line of its own',
      'E4: a long title that stands on a line of its own',
      "P6: the other's",
    ],
  );
});

test('a cell cannot end its row', t => {
  t.is(table(['a'], [['x | y\nz']]), '| a |\n| --- |\n| x \\| y z |');
});

test('[R-202] [R-208] the catalogue has for each code a class, a text, a hint and a runbook that there is', t => {
  const entries = errorCatalogue();
  t.deepEqual(entries.map(({ code }) => code).sort(), Object.keys(refusalCodes).sort());
  for (const { code, text, runbook } of entries) {
    t.true(text.length > 10, code);
    t.true(runbook in runbooks, code);
  }
  const used = new Set<string>(entries.map(({ runbook }) => runbook));
  t.deepEqual(missing(runbooksPage(), [...entries.map(({ code }) => code)]), []);
  t.deepEqual(
    Object.keys(runbooks).filter(name => !used.has(name)),
    ['log-away', 'token-trouble'],
    'those that no code but an alarm leads to',
  );
});

test('[R-203] [R-206] [R-220] every command and every order is a door with schema, roles, limits, codes and fail mode', t => {
  const surfaces = doors().map(({ surface }) => surface);
  for (const spec of registry) t.true(surfaces.includes(usageOf(spec)), spec.name);
  for (const { category, commands } of Object.values(foldable()))
    for (const type of Object.keys(commands)) t.true(surfaces.includes(`${category}: ${type}`), type);
  t.deepEqual(missing(surfacesPage(), surfaces), []);
  t.is(doors().find(({ surface }) => surface.startsWith('/breaker '))!.failMode, 'closed');
  t.is(doors().find(({ surface }) => surface.startsWith('/cpu'))!.failMode, 'open');
});

test('[R-206] a door without a schema or with a code that is in no catalogue fails the pages', t => {
  const chat = foldable().chat!;
  const open = { ...chat, commands: { ...chat.commands, Smuggle: undefined as never } };
  t.throws(() => doors([], { chat: open }), { message: /chat: Smuggle: no schema/ });
});

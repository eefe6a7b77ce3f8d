import { default as test } from 'ava';
import { refusalCodes } from '../../domain/refusal.ts';
import { eventSchemas } from '../../domain/upcast.ts';
import { configKeys } from '../../ops/config/keys.ts';
import { configurationPage } from '../../ops/docs/configuration.ts';
import { errorsPage } from '../../ops/docs/errors.ts';
import { eventsPage } from '../../ops/docs/events.ts';
import { table } from '../../ops/docs/markdown.ts';
import { shownIn } from '../../ops/docs/requirements.ts';

const missing = (page: string, names: readonly string[]) => names.filter(name => !page.includes(`\`${name}\``));

test('the pages leave out no key, no code and no event', t => {
  const keys = configKeys().filter(({ type }) => type === 'text' || type === 'whole number' || type === 'list');
  const lastName = (path: string) => /(\w+\[\]\.)?\w+$/.exec(path)![0];
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

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { code, page, table } from './markdown.ts';

/** A title that names what it shows, as a literal: `'[T5, I4] the same update twice is recorded once'`. */
const titles = /(['"`])((?:\[[A-Z]{1,2}-?\d+(?:,? [A-Z]{1,2}-?\d+)*\] ?)+)((?:\\.|(?!\1)[^\\])*)\1/g;

interface Shown {
  id: string;
  title: string;
  file: string;
}

/** Which tests show which requirement, read from the files of tests under `root`. */
export function requirementsPage(root: string): string {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.ts'),
  );
  const shown = files.flatMap(file => shownIn(readFileSync(join(root, 'test', file), 'utf8'), `test/${file}`));
  const ids = [...new Set(shown.map(({ id }) => id))].sort(byLetterThenNumber);
  const rows = ids.map(id => [
    id,
    shown
      .filter(one => one.id === id)
      .map(told)
      .sort()
      .join('<br>'),
  ]);
  return page('Requirements', opening, table(['requirement', 'shown by'], rows));
}

/** The titles in the text of a test file, once for each requirement they name. */
export function shownIn(text: string, file: string): Shown[] {
  return [...text.matchAll(titles)].flatMap(([, , ids = '', title = '']) =>
    (ids.match(/[A-Z]{1,2}-?\d+/g) ?? []).map(id => ({ id, title: plain(title), file })),
  );
}

const plain = (title: string) => title.replace(/\$\{[^}]*\}/g, '…').replace(/\\(.)/g, '$1');
const told = ({ title, file }: Shown) => `${title} (${code(file)})`;

function byLetterThenNumber(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}

const opening = `Each promise has an id; a test whose title carries it fails when the promise is broken.`;

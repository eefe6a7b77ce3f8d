import { stripVTControlCharacters } from 'node:util';

/** One line for people out of one JSON line of the log. Control characters from outside do not reach the terminal. */
export function prettyLine(json: string, { colours }: { colours: boolean }): string {
  const { time, level, msg, err, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const paint = (code: number, text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  const clock = String(time).slice(11, 23);
  const rest = Object.entries({ ...fields, ...errorFields(err) }).filter(([name]) => !everyLine.has(name));
  const told = rest.map(([name, value]) => paint(2, `${name}=${plain(value)}`));
  return [
    paint(2, clock),
    paint(colourOf[String(level)] ?? 0, String(level).padEnd(5)),
    plainText(String(msg)),
    ...told,
  ].join(' ');
}

/** Told on each line of JSON and the same on all of them. */
const everyLine = new Set(['instance', 'pid', 'build']);
const colourOf: Record<string, number> = { debug: 2, info: 32, warn: 33, error: 31 };

/** An error in one line: its words and those of its causes, and where it was thrown. */
function errorFields(err: unknown): Record<string, unknown> {
  if (err === null || typeof err !== 'object') return err === undefined ? {} : { err };
  const at = /\n\s+at (.+)/.exec(String((err as { stack?: unknown }).stack))?.[1];
  return { err: words(err), ...(at === undefined ? {} : { at }) };
}

/** Causes nest at most as deep as the log's JSON does. */
function words(err: unknown): string {
  if (err === null || typeof err !== 'object') return String(err);
  const { type, message, cause } = err as Record<string, unknown>;
  return `${type}: ${message}${cause === undefined ? '' : ` ← ${words(cause)}`}`;
}

function plain(value: unknown): string {
  if (typeof value !== 'string') return plainText(JSON.stringify(value));
  return /^[^\s"=]+$/.test(value) ? plainText(value) : JSON.stringify(plainText(value));
}

function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

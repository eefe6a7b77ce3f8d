/** What a person wrote, made harmless to look at: it cannot hide, reorder or forge what stands around it. */

const printable = /^[\n -~]*$/;
// Colour and cursor sequences of a terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const ansi = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\))/g;
const lineEnds = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/**
 * Control characters, bidi overrides and isolates, zero-width characters that no script needs (joiners and the
 * direction marks of Hebrew and Arabic stay), and code points that are no characters.
 */
const hidden =
  /(?!\n)[\p{Cc}\p{Noncharacter_Code_Point}\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0001}]/gu;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What stands in place of a character that must not act: visible, so that an approver sees that something was there. */
const replacement = '\ufffd';

/**
 * Text of any origin as well-formed Unicode: line ends are `\n`, tabs four spaces, terminal colours gone, and
 * everything that is invisible or turns the reading order is `\ufffd`. Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  if (printable.test(text)) return text;
  return text
    .toWellFormed()
    .replace(ansi, '')
    .replace(lineEnds, '\n')
    .replaceAll('\t', '    ')
    .replace(hidden, replacement);
}

/** As {@link cleanText}, on one line: a line end shows as `↵`, so that a value cannot pass for the next label. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll('\n', '↵');
}

/**
 * Keeps right-to-left text from reordering its neighbours (digits after a Hebrew name, say): each of its lines is
 * put in a Unicode isolate. Expects clean text; text without such letters is returned as it is.
 */
export function isolate(clean: string): string {
  if (!rightToLeft.test(clean)) return clean;
  return clean
    .split('\n')
    .map(line => (rightToLeft.test(line) ? `\u2068${line}\u2069` : line))
    .join('\n');
}

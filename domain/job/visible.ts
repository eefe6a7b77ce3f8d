/** Text of a person as an approver should see it: nothing hidden, nothing that passes for something else. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const control = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/u;
/** Turns the reading order, shows nothing, or is no character at all. */
const hidden = /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
const oddSpace = /[^\S \n\t]/u;
const latin = /\p{Script=Latin}/u;
const other = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
/** Letters of those scripts that a reader takes for Latin ones. */
const lookalikes = new Set('аеорсухіјѕһԁӏкмтвнАВЕКМНОРСТХІЈЅУЗορνακιυτΑΒΕΖΗΙΚΜΝΟΡΤΥΧօսոհցեզ');

/**
 * The text with every character that cannot be seen, or passes for another, written as `⟨U+202E⟩`. Total. A text in one
 * script stays as it is, whatever the script; letters of another script are marked where they stand in a Latin word or
 * make up a word that looks Latin beside words that are.
 */
export function visible(text: string): string {
  const mixed = latin.test(text) && other.test(text);
  return text.replace(/\S+|\s+/gu, part =>
    [...part].map(letter => shown(letter, mixed && passesForLatin(part))).join(''),
  );
}

function shown(letter: string, suspect: boolean): string {
  if (control.test(letter) || hidden.test(letter) || oddSpace.test(letter) || !letter.isWellFormed())
    return marked(letter);
  if (/^[!-~]+$/.test(letter.normalize('NFKC')) && !/^[!-~]$/.test(letter)) return marked(letter);
  return suspect && other.test(letter) ? marked(letter) : letter;
}

function passesForLatin(word: string): boolean {
  const letters = [...word].filter(letter => other.test(letter));
  if (letters.length === 0) return false;
  return latin.test(word) || letters.every(letter => lookalikes.has(letter));
}

function marked(letter: string): string {
  return `⟨U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

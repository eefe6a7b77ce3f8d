/** Characters that make a value other than what it looks like. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const control = /[\0-\x1f\x7f-\x9f\u2028\u2029]/;
/** Turns the reading order, shows nothing, or is no character at all. */
const hidden = /[\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]/u;
const space = /[^\S ]/u;
const scripts = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Cherokee}/u,
];

/** Why a text must not reach a program or an approver; undefined when nothing is wrong with it. */
export function hazardOf(text: string): string | undefined {
  if (control.test(text)) return 'it holds a control character';
  if (!text.isWellFormed() || hidden.test(text)) return 'it holds a character that cannot be seen';
  if (space.test(text)) return 'it holds a space that is none';
  if (text.normalize('NFKC') !== text) return 'it holds characters that only look like others';
  if (scripts.filter(script => script.test(text)).length > 1) return 'it mixes letters of different scripts';
  return undefined;
}

// What is left of letters that pass for others (ı, ŀ, ſ) is written out too.
const plain =
  /^[ !#-&(-[\]-~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u017e]$/;
const bare = /^[A-Za-z0-9_@%+=:,./-]+$/;

/**
 * An argument as an approver sees it: as it is where nothing can be mistaken, otherwise between double quotes, with
 * every letter that could pass for another as `\u{…}`. Different arguments look different.
 */
export function shownArgument(argument: string): string {
  if (bare.test(argument)) return argument;
  const letters = [...argument].map(letter => (plain.test(letter) || letter === "'" ? letter : escaped(letter)));
  return `"${letters.join('')}"`;
}

function escaped(letter: string): string {
  if (letter === '"' || letter === '\\') return `\\${letter}`;
  return `\\u{${letter.codePointAt(0)!.toString(16)}}`;
}

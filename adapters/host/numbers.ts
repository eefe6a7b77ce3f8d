/** Whole numbers in the kernel's files. */

/** The number that a text of digits alone stands for; undefined for any other. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The numbers of a row; undefined as soon as one is none, or fewer than `atLeast` are there. */
export function wholeNumbers(texts: readonly string[], atLeast: number): number[] | undefined {
  const numbers = texts.map(wholeNumber);
  return numbers.length >= atLeast && numbers.every(number => number !== undefined) ? (numbers as number[]) : undefined;
}

/** The words that may have been meant: those within `distanceMax` changes of letters, nearest first. */
export function nearest(word: string, words: readonly string[], distanceMax = 2): string[] {
  return words
    .map(candidate => ({ candidate, changes: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ changes }) => changes <= distanceMax)
    .sort((one, other) => one.changes - other.changes)
    .map(({ candidate }) => candidate);
}

/** Levenshtein distance, for short words only. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++)
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other[j] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}

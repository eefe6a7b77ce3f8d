import type { Random } from '../../../actors/ports.ts';

/** A 32-bit hash of some words and numbers: the same parts give the same number in every process. */
export function hash32(...parts: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (const char of `${part}/`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number from 0 to under 1 that hangs on its parts alone. */
export const shareOf = (...parts: (string | number)[]): number => hash32(...parts) / 2 ** 32;

/** A stream of chance of its own: drawing from one never moves another. */
export interface Chance extends Random {
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  between(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

export function chanceOf(...parts: (string | number)[]): Chance {
  let state = hash32(...parts);
  const number = () => {
    state = (state + 0x6d2b79f5) | 0; // Mulberry32.
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const hex = (length: number) => Array.from({ length }, () => Math.floor(number() * 16).toString(16)).join('');
  const whole = (least: number, most: number) => least + Math.floor(number() * (most - least + 1));
  return {
    number,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
    whole,
    between: (least, most) => least + number() * (most - least),
    pick: items => items[whole(0, items.length - 1)]!,
  };
}

import type { Entity } from '../shapes.ts';

/** What Telegram marks by itself. Earlier kinds win where two overlap. */
const patterns: readonly [type: string, pattern: RegExp][] = [
  ['url', /(?<![\w/])https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/giu],
  ['email', /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu],
  ['bot_command', /(?<![\p{L}\p{N}_/<>])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z][a-zA-Z0-9_]{2,31})?(?![\p{L}\p{N}_/])/gu],
  ['mention', /(?<![\p{L}\p{N}_/@])@[a-zA-Z][a-zA-Z0-9_]{3,31}(?![\p{L}\p{N}_])/gu],
  ['hashtag', /(?<![\p{L}\p{N}_#&])#(?!\d+(?![\p{L}\p{N}_]))[\p{L}\p{N}_]+/gu],
];

/** The links, addresses, commands, mentions and hashtags of a text, in order of place. */
export function detectEntities(text: string): Entity[] {
  // Nearly all messages have none of these marks: the patterns are then not worth their time.
  if (!/[/@#]/.test(text)) return [];
  const found: Entity[] = [];
  for (const [type, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      const end = entity.offset + entity.length;
      if (!found.some(other => entity.offset < other.offset + other.length && other.offset < end)) found.push(entity);
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}

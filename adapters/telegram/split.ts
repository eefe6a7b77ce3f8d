import type { MessageEntity } from 'grammy/types';
import type { FormattedText } from './wording.ts';

/** Telegram drops what comes after the 100th entity of a message. */
const entitiesMax = 100;
const somethingToSee = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether Telegram would take it as a message: it refuses one in which nothing can be seen. */
export function isVisible(text: string): boolean {
  return somethingToSee.test(text);
}

/**
 * Cuts a text into messages of at most `limit` UTF-16 units: at line ends, else at spaces, else anywhere but inside
 * a surrogate pair. An entity that is cut goes on in the next message. Only white space at the cuts is lost, and
 * parts in which nothing can be seen; so a text with nothing to see gives no message.
 */
export function splitText({ text, entities }: FormattedText, limit: number): FormattedText[] {
  const parts: FormattedText[] = [];
  let start = 0;
  while (start < text.length) {
    const end = text.length - start <= limit ? text.length : cutAt(text, start, limit);
    const part = slice(text, entities, start, end);
    if (isVisible(part.text)) parts.push(part);
    start = text[end] === '\n' || text[end] === ' ' ? end + 1 : end;
  }
  return parts;
}

/** The first lines, at most `limit` UTF-16 units and `lines` lines; the whole when it fits. */
export function firstLines(whole: FormattedText, limit: number, lines: number): FormattedText {
  const upTo = whole.text.split('\n', lines).join('\n').length;
  return splitText(slice(whole.text, whole.entities, 0, upTo), limit)[0] ?? { text: '', entities: [] };
}

function cutAt(text: string, start: number, limit: number): number {
  const line = text.lastIndexOf('\n', start + limit);
  if (line > start) return line;
  const space = text.lastIndexOf(' ', start + limit);
  if (space > start + (limit * 3) / 4) return space;
  const isHigh = (at: number) => (text.charCodeAt(at) & 0xfc00) === 0xd800;
  return start + limit - (isHigh(start + limit - 1) ? 1 : 0);
}

/** The range without blank lines before and white space after, its entities moved and clipped. */
function slice(text: string, entities: readonly MessageEntity[], from: number, to: number): FormattedText {
  const piece = text.slice(from, to);
  const start = from + (/^(?:[^\S\n]*\n)+/.exec(piece)?.[0].length ?? 0);
  const end = from + piece.trimEnd().length;
  if (end <= start) return { text: '', entities: [] };
  const clipped = entities.flatMap(entity => {
    const offset = Math.max(entity.offset, start);
    const length = Math.min(entity.offset + entity.length, end) - offset;
    return length > 0 && text.slice(offset, offset + length).trim() !== ''
      ? [{ ...entity, offset: offset - start, length }]
      : [];
  });
  return { text: text.slice(start, end), entities: mostTelling(clipped) };
}

/** Past Telegram's bound, bold and italic are what can best be missed. */
function mostTelling(entities: MessageEntity[]): MessageEntity[] {
  if (entities.length <= entitiesMax) return entities;
  const isPlain = ({ type }: MessageEntity) => type === 'bold' || type === 'italic';
  const kept = new Set([...entities.filter(e => !isPlain(e)), ...entities.filter(isPlain)].slice(0, entitiesMax));
  return entities.filter(entity => kept.has(entity));
}

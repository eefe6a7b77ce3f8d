import { badRequest } from '../bot-api/bot-error.ts';
import type { Entity } from '../shapes.ts';

const formatting = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'code',
  'pre',
  'text_link',
  'text_mention',
  'custom_emoji',
  'blockquote',
  'expandable_blockquote',
]);

/** Telegram finds these itself and silently ignores them when given. */
const detected = new Set([
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bank_card_number',
]);

const OFFSET_MAX = 1_000_000;

/**
 * The given entities in order, each inside the text and on whole characters; undefined gives none.
 * @throws {BotError} 400 in Telegram's words, which count the place of a split character in UTF-8 bytes.
 */
export function checkEntities(text: string, given: unknown): Entity[] {
  if (!Array.isArray(given)) return [];
  const entities = given.map(readEntity).filter(entity => entity !== undefined);
  entities.sort((a, b) => a.offset - b.offset || b.length - a.length);
  for (const entity of entities) checkPlace(text, entity);
  return entities.filter(({ length }) => length > 0);
}

function readEntity(value: unknown): Entity | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw parseError('expected an Object');
  const object = value as Record<string, unknown>;
  const entity = {
    type: requireString(object, 'type'),
    offset: requireInteger(object, 'offset'),
    length: requireInteger(object, 'length'),
  };
  if (detected.has(entity.type)) return undefined;
  if (!formatting.has(entity.type)) throw parseError('Unsupported type specified');
  return { ...entity, ...extraOf(entity.type, object) };
}

function extraOf(type: string, object: Record<string, unknown>): Partial<Entity> {
  switch (type) {
    case 'text_link':
      return { url: checkUrl(requireString(object, 'url')) };
    case 'pre':
      return typeof object.language === 'string' && object.language !== '' ? { language: object.language } : {};
    case 'custom_emoji':
      return { custom_emoji_id: requireString(object, 'custom_emoji_id') };
    case 'text_mention':
      if (typeof object.user !== 'object' || object.user === null) throw parseError('Can\'t find field "user"');
      return { user: object.user as NonNullable<Entity['user']> };
    default:
      return {};
  }
}

function checkUrl(url: string): string {
  if (/^(https?|tg|ton):\/\/[^\s/]/i.test(url) || /^[\w-]+(\.[\w-]+)+(\/|$|:)/.test(url)) return url;
  throw badRequest(`entity URL '${url}' is invalid: ${url === '' ? 'URL host is empty' : 'Wrong HTTP URL'}`);
}

function checkPlace(text: string, { offset, length }: Entity): void {
  if (offset < 0 || offset > OFFSET_MAX) throw badRequest(`receive an entity with incorrect offset ${offset}`);
  if (length < 0 || length > OFFSET_MAX) throw badRequest(`receive an entity with incorrect length ${length}`);
  if (length === 0) return;
  const end = offset + length;
  if (offset > text.length) throw badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
  if (splitsCharacter(text, offset)) {
    throw badRequest(`entity begins in a middle of a UTF-16 symbol at byte offset ${bytesTo(text, offset)}`);
  }
  const start = `entity beginning at UTF-16 offset ${offset}`;
  if (end > text.length) throw badRequest(`${start} ends after the end of the text at UTF-16 offset ${end}`);
  if (splitsCharacter(text, end)) {
    throw badRequest(`${start} ends in a middle of a UTF-16 symbol at byte offset ${bytesTo(text, end)}`);
  }
}

/** Whether the place lies between the halves of a surrogate pair. */
function splitsCharacter(text: string, offset: number): boolean {
  if (offset === 0 || offset >= text.length) return false;
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** UTF-8 bytes up to the end of the character that the offset splits. */
const bytesTo = (text: string, offset: number) => Buffer.byteLength(text.slice(0, offset + 1));

function requireString(object: Record<string, unknown>, field: string): string {
  const value = object[field];
  if (value === undefined) throw parseError(`Can't find field "${field}"`);
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw parseError(`Field "${field}" must be of type String`);
  }
  return String(value);
}

function requireInteger(object: Record<string, unknown>, field: string): number {
  const value = object[field];
  if (value === undefined) throw parseError(`Can't find field "${field}"`);
  const number = Number(value);
  if (!Number.isInteger(number)) throw parseError(`Field "${field}" must be of type Number`);
  return number;
}

const parseError = (what: string) => badRequest(`can't parse MessageEntity: ${what}`);

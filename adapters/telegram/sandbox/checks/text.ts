import { badRequest } from '../bot-api/bot-error.ts';
import type { Params } from '../http/params.ts';
import { telegramLimits } from '../settings.ts';
import type { Entity } from '../shapes.ts';
import { detectEntities } from './detect-entities.ts';
import { checkEntities } from './entities.ts';

export interface FormattedText {
  text: string;
  entities: Entity[];
}

/** What Telegram reads before it parses. */
const RAW_BYTES_MAX = 32 * 1024;

/**
 * The text of a message: trimmed, its entities checked, and links, mentions and commands found in it.
 * @throws {BotError} 400 when it is empty or longer than 4096 UTF-16 units, or an entity is wrong.
 */
export function messageText(params: Params): FormattedText {
  if (params.text('text') === '') throw badRequest('message text is empty');
  const formatted = formattedText(params, params.text('text'), 'entities');
  if (formatted.text === '') throw badRequest('message text is empty');
  if (formatted.text.length > telegramLimits.textUnits) throw badRequest('message is too long');
  return formatted;
}

/**
 * The caption of a photo or document; undefined when there is none.
 * @throws {BotError} 400 when it is longer than 1024 UTF-16 units, or an entity is wrong.
 */
export function captionText(params: Params): FormattedText | undefined {
  const formatted = formattedText(params, params.text('caption'), 'caption_entities');
  if (formatted.text.length > telegramLimits.captionUnits) throw badRequest('message caption is too long');
  return formatted.text === '' ? undefined : formatted;
}

function formattedText(params: Params, text: string, entitiesField: string): FormattedText {
  if (Buffer.byteLength(text) > RAW_BYTES_MAX) throw badRequest('text is too long');
  // The product sends entities only; a parse mode here is a mistake that the real server might hide.
  if (text !== '' && params.has('parse_mode')) throw badRequest('unsupported parse_mode');
  // A lone surrogate is no character in any encoding.
  if (!text.isWellFormed()) throw badRequest('strings must be encoded in UTF-8');
  const given = params.json(entitiesField, `can't parse ${entitiesField} JSON object`);
  const trimmed = trim(text, checkEntities(text, given));
  return { text: trimmed.text, entities: withDetected(trimmed) };
}

/** Telegram drops space at the end, and at the beginning up to the first entity. */
function trim(text: string, entities: Entity[]): FormattedText {
  const firstEntity = entities[0]?.offset ?? text.length;
  let start = 0;
  while (start < firstEntity && (text[start] === ' ' || text[start] === '\n')) start++;
  const trimmed = text.slice(start).replace(/\s+$/u, '');
  const kept = entities
    .map(entity => ({ ...entity, offset: entity.offset - start }))
    .map(entity => ({ ...entity, length: Math.min(entity.length, trimmed.length - entity.offset) }))
    .filter(entity => entity.length > 0);
  return { text: trimmed, entities: kept };
}

function withDetected({ text, entities }: FormattedText): Entity[] {
  const verbatim = entities.filter(({ type }) => type === 'pre' || type === 'code' || type === 'text_link');
  const found = detectEntities(text).filter(each => !verbatim.some(other => overlaps(each, other)));
  return found.length === 0 ? entities : [...entities, ...found].sort((a, b) => a.offset - b.offset);
}

const overlaps = (a: Entity, b: Entity) => a.offset < b.offset + b.length && b.offset < a.offset + a.length;

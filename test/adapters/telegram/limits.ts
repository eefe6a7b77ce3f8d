import type { ExecutionContext } from 'ava';
import type { MessageEntity } from 'grammy/types';
import type { MessageContent } from '../../../adapters/telegram/outgoing.ts';

/** Telegram's own rules for a message, written from its documentation and not from the code that must obey them. */
export function obeysTelegram(t: ExecutionContext, contents: MessageContent[]): void {
  t.true(contents.length >= 1 && contents.length <= 3, `${contents.length} messages`);
  contents.forEach((content, i) => {
    if (content.kind === 'text') wordsObey(t, content.body, 1, 4096);
    else {
      wordsObey(t, content.caption, 0, 1024);
      t.regex(content.name, /^[\p{L}\p{N}._-]{1,120}$/u);
    }
    if (i < contents.length - 1) t.is(content.markup, undefined);
    else buttonsObey(t, content.markup?.inline_keyboard);
  });
}

function wordsObey(t: ExecutionContext, words: { text: string; entities: MessageEntity[] }, min: number, max: number) {
  const { text, entities } = words;
  t.true(text.length >= min && text.length <= max, `${text.length} characters`);
  t.true(text.isWellFormed());
  t.notRegex(text, /(?!\n)[\p{Cc}\u202a-\u202e\u200b]/u);
  if (min > 0) t.regex(text, /[\p{L}\p{N}\p{P}\p{S}]/u);
  t.is(text, text.trimEnd());
  t.true(entities.length <= 100);
  entities.forEach((entity, i) => {
    const { offset, length } = entity;
    const covered = text.slice(offset, offset + length);
    t.true(offset >= 0 && length > 0 && offset + length <= text.length, `${offset}+${length} of ${text.length}`);
    t.true(covered.isWellFormed(), 'an entity inside a surrogate pair');
    t.not(covered.trim(), '');
    const before = entities[i - 1];
    if (!before) return;
    const sameRange = before.offset === offset && before.length === length;
    t.true(sameRange || before.offset + before.length <= offset, 'entities overlap');
    if (sameRange) t.false([before.type, entity.type].some(type => type === 'code' || type === 'pre'));
  });
}

function buttonsObey(t: ExecutionContext, rows: { text: string; callback_data?: string }[][] | undefined): void {
  if (!rows) return;
  t.true(rows.length >= 1 && rows.flat().length <= 100);
  for (const row of rows) t.true(row.length >= 1 && row.length <= 8);
  for (const { text, callback_data: data = '' } of rows.flat()) {
    t.true(text.trim() !== '' && text.isWellFormed());
    t.true(Buffer.byteLength(data) >= 1 && Buffer.byteLength(data) <= 64);
  }
}

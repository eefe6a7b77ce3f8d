import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Reply } from '../../domain/chat/reply.ts';
import { cleanText } from '../terminal/clean.ts';
import { plainText } from '../terminal/plain-text.ts';
import { keyboard } from './keyboard.ts';
import { firstLines, isVisible, splitText } from './split.ts';
import { type FormattedText, wording } from './wording.ts';

/** Where a document's bytes are: here, or in a file with a known checksum. */
export type FileSource = { text: string } | { path: string; sha256: string };

/** One message as it will be sent: plain data, the same for the same reply. */
export type MessageContent = { markup?: InlineKeyboardMarkup } & (
  | { kind: 'text'; body: FormattedText }
  | { kind: 'document'; name: string; source: FileSource; caption: FormattedText }
  | { kind: 'photo'; name: string; source: { path: string; sha256: string }; caption: FormattedText }
);
type FileContent = Exclude<MessageContent, { kind: 'text' }>;

const textMax = 4096;
const captionMax = 1024;
const messagesMax = 3;
const headLines = 10;
const headMax = 600;
const noText: FormattedText = { text: '', entities: [] };

/**
 * A reply as 1 to 3 messages, buttons on the last. Pure and total.
 *
 * Picture and file carry the blocks as caption when they fit in one. A text that needs more messages than are left
 * becomes a document of all of it, captioned with its first lines.
 */
export function outgoing(reply: Reply): MessageContent[] {
  const { markup, leftOut } = keyboard(reply.buttons ?? []);
  const blocks = leftOut.length === 0 ? reply.blocks : [...reply.blocks, leftOutNote(leftOut)];
  const body = wording(blocks);
  const messages = arrange(reply, body, attachmentsOf(reply));
  return markup ? messages.with(-1, { ...messages.at(-1)!, markup }) : messages;
}

function arrange(reply: Reply, body: FormattedText, attachments: FileContent[]): MessageContent[] {
  const [first, ...rest] = attachments;
  if (first && !isVisible(body.text)) return attachments;
  if (first && body.text.length <= captionMax) return [{ ...first, caption: splitText(body, captionMax)[0]! }, ...rest];
  const parts = splitText(body, textMax);
  if (parts.length === 0) parts.push({ text: '—', entities: [] });
  if (parts.length + attachments.length > messagesMax) return [wholeAsDocument(reply, body), ...attachments];
  return [...parts.map(part => ({ kind: 'text' as const, body: part })), ...attachments];
}

function wholeAsDocument(reply: Reply, body: FormattedText): MessageContent {
  const head = firstLines(body, headMax, headLines);
  const caption = { text: `${head.text}\n…\nAll of it is in the file.`, entities: head.entities };
  const heading = reply.blocks.find(block => block.type === 'heading')?.text ?? '';
  const name = `${fileName(heading).slice(0, 60).toWellFormed() || 'reply'}.txt`;
  const { file: _file, media: _media, ...words } = reply;
  return { kind: 'document', name, source: { text: plainText({ ...words, buttons: [] }) }, caption };
}

function attachmentsOf({ media, file }: Reply): FileContent[] {
  const attachments: FileContent[] = [];
  if (media) {
    const { kind, path, sha256 } = media;
    attachments.push({ kind, name: fileName(media.name) || kind, source: { path, sha256 }, caption: noText });
  }
  if (file) {
    // Telegram refuses an empty file.
    const text = file.text === '' ? '(empty)\n' : file.text.toWellFormed();
    attachments.push({ kind: 'document', name: fileName(file.name) || 'file.txt', source: { text }, caption: noText });
  }
  return attachments;
}

/** A file's name in a form that no multipart header and no file system can misread. */
function fileName(name: string): string {
  return cleanText(name)
    .normalize()
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._-]+|_+$/g, '')
    .slice(-120)
    .toWellFormed();
}

function leftOutNote(labels: string[]): Reply['blocks'][number] {
  const names = labels.map(label => `“${label}”`).join(', ');
  return { type: 'paragraph', spans: [`Left out, because Telegram cannot carry it: button ${names}`] };
}

import { z } from 'zod';

/**
 * What a chat is shown, as meaning instead of markup: blocks, buttons, a file, a picture.
 *
 * It is stored in the log, so what an operator saw can be read there. Each surface turns it into its own
 * form: Telegram into text with entities, the terminal into plain text.
 */

/** A run of text. Links are http(s) only. */
export const span = z.union([
  z.string().max(4096),
  z.object({
    text: z.string().max(4096),
    style: z.enum(['bold', 'italic', 'code']).optional(),
    link: z.url({ protocol: /^https?$/ }).optional(),
  }),
]);
export type Span = z.infer<typeof span>;

export const block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('heading'), text: z.string().max(200) }),
  z.object({ type: z.literal('paragraph'), spans: z.array(span).max(100) }),
  /** Label and value, one pair a line. */
  z.object({ type: z.literal('facts'), rows: z.array(z.tuple([z.string().max(60), z.string().max(400)])).max(200) }),
  /** Columns aligned in a fixed-width face; at phone width keep a row under 36 characters. */
  z.object({
    type: z.literal('table'),
    columns: z.array(z.string().max(40)).max(8),
    rows: z.array(z.array(z.string().max(200)).max(8)).max(2000),
  }),
  z.object({ type: z.literal('list'), items: z.array(z.array(span).max(50)).max(200) }),
  z.object({ type: z.literal('code'), text: z.string().max(100_000) }),
]);
export type Block = z.infer<typeof block>;

/** A press comes back as `data`; at most 64 bytes, Telegram's limit. */
export const button = z.object({ label: z.string().min(1).max(40), data: z.string().min(1).max(64) });
export type Button = z.infer<typeof button>;

const attachment = z.object({
  name: z.string().min(1).max(120),
  mime: z.string().max(80),
  /** The file itself when it is text; at most 200 KiB, because an event holds 256 KiB. */
  text: z.string().max(200 * 1024),
});

/** A picture or document by reference: where the bytes lie and their checksum. */
const mediaReference = z.object({
  kind: z.enum(['photo', 'document']),
  path: z.string().max(400),
  sha256: z.string().length(64),
  name: z.string().max(120),
});

export const reply = z.object({
  blocks: z.array(block).max(100),
  buttons: z.array(z.array(button).max(8)).max(12).default([]),
  /** Sent as a document, the blocks as its caption. */
  file: attachment.optional(),
  media: mediaReference.optional(),
});
export type Reply = z.infer<typeof reply>;

/** A reply of blocks alone. */
export function says(...blocks: Block[]): Reply {
  return { blocks, buttons: [] };
}

export const heading = (text: string): Block => ({ type: 'heading', text: text.slice(0, 200) });
export const paragraph = (...spans: Span[]): Block => ({ type: 'paragraph', spans });
export const facts = (...rows: [label: string, value: string][]): Block => ({ type: 'facts', rows });
export const table = (columns: string[], rows: string[][]): Block => ({ type: 'table', columns, rows });
export const code = (text: string): Block => ({ type: 'code', text });
export const bold = (text: string): Span => ({ text, style: 'bold' });
export const mono = (text: string): Span => ({ text, style: 'code' });

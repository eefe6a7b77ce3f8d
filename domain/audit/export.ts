import { z } from 'zod';
import { canonical } from '../fold.ts';
import { type StreamName, sha256 } from '../ids.ts';
import type { Instant, RecordedEvent } from '../message.ts';
import { chained, genesis, type Link, linked } from './chain.ts';

/**
 * The log as lines of JSON: a header, one line an event with its link, and a footer that is signed. Whoever has the
 * lines and the public key can check them without the log.
 */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const digits = z.string().regex(/^\d+$/);
const link = z.object({ count: z.int().min(0), position: digits, hash });

const header = z.object({
  kind: z.literal('binnacle audit export'),
  version: z.literal(1),
  instance: z.string(),
  /** The chain before the first event that is exported: of the whole log that of an empty one. */
  from: link,
});

const line = z.object({
  hash,
  event: z.object({
    stream: z.string(),
    revision: digits,
    position: digits,
    id: z.string(),
    type: z.string(),
    data: z.record(z.string(), z.unknown()),
    metadata: z.record(z.string(), z.unknown()),
    recordedAt: z.string(),
  }),
});

const footer = z.object({
  /** Of the last event, after all of those before. */
  to: link,
  signedAt: z.string(),
  publicKey: z.string(),
  signature: z.string(),
});
type Footer = z.infer<typeof footer>;

/** The text a footer's signature is over. */
export function footerText(instance: string, from: Link, to: Link, signedAt: Instant): string {
  return canonical({ kind: 'binnacle audit export 1', instance, from, to, signedAt });
}

export function headerLine(instance: string, from: Link = genesis): string {
  return JSON.stringify({ kind: 'binnacle audit export', version: 1, instance, from });
}

export function eventLine(event: RecordedEvent, { hash }: Link): string {
  return JSON.stringify({ hash, event: chained(event) });
}

export function footerLine(end: Footer): string {
  return JSON.stringify(end);
}

export type ExportVerdict =
  | { whole: true; instance: string; from: Link; to: Link; signedAt: string; publicKey: string }
  | { whole: false; line: number; detail: string };

/** Checks an export line by line, in memory for one line. `verified`: whether the signature over a text is the key's. */
export class ExportCheck {
  readonly #verified: (text: string, signature: string, publicKey: string) => boolean;
  #line = 0;
  #header: z.infer<typeof header> | undefined;
  #head: Link = genesis;
  #footer: Footer | undefined;
  #wrong: { line: number; detail: string } | undefined;

  constructor(verified: (text: string, signature: string, publicKey: string) => boolean) {
    this.#verified = verified;
  }

  take(text: string): void {
    this.#line += 1;
    if (this.#wrong !== undefined) return;
    const value = parsed(text);
    if (this.#header === undefined) this.#begin(value);
    else if (this.#footer !== undefined) this.#refuse('there is something after the end');
    else this.#goOn(value);
  }

  end(): ExportVerdict {
    if (this.#wrong === undefined) this.#close();
    if (this.#wrong !== undefined) return { whole: false, ...this.#wrong };
    const { to, signedAt, publicKey } = this.#footer!;
    const { instance, from } = this.#header!;
    return { whole: true, instance, from, to, signedAt, publicKey };
  }

  #begin(value: unknown): void {
    const first = header.safeParse(value);
    if (first.success) {
      this.#header = first.data;
      this.#head = first.data.from;
    } else this.#refuse('this is not the beginning of an export');
  }

  #goOn(value: unknown): void {
    const event = line.safeParse(value);
    if (event.success) {
      this.#link(event.data);
      return;
    }
    const end = footer.safeParse(value);
    if (end.success) this.#footer = end.data;
    else this.#refuse('this is neither an event nor the end');
  }

  #link({ hash, event }: z.infer<typeof line>): void {
    const { revision, position, stream, ...rest } = event;
    const recorded = { ...rest, stream: stream as StreamName, revision: BigInt(revision), position: BigInt(position) };
    this.#head = linked(this.#head, recorded as unknown as RecordedEvent);
    if (this.#head.hash !== hash) this.#refuse(`event ${this.#head.count} (${event.type}) is not what was chained`);
  }

  #close(): void {
    if (this.#header === undefined || this.#footer === undefined) {
      this.#refuse('the end is missing');
      return;
    }
    const { to, signedAt, publicKey, signature } = this.#footer;
    const text = footerText(this.#header.instance, this.#header.from, to, signedAt);
    if (canonical(to) !== canonical(this.#head)) this.#refuse('the end is not that of these events');
    else if (!this.#verified(text, signature, publicKey)) this.#refuse('the signature is not over these events');
  }

  #refuse(detail: string): void {
    this.#wrong ??= { line: this.#line, detail };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // What it should be is said by whoever wanted it.
  }
}

/** A public key in few characters, to be compared by eye: 16 hex digits of its SHA-256. */
export function fingerprint(publicKey: string): string {
  return sha256(publicKey).slice(0, 16);
}

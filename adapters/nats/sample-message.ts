import { z } from 'zod';
import { type Sample, sample } from '../../domain/sample/sample.ts';
import { payloadMaxBytes } from './settings.ts';

/** Samples as they travel: a JSON list of one machine's samples, at most 64 KiB, and its answer. */

const samplesMax = 200;
const message = z.array(sample).min(1).max(samplesMax);

export type SamplesAnswer =
  | { ok: true }
  | { ok: false; code: 'invalid_request' | 'upstream_unavailable'; message: string };

/** The samples in as few messages as they fit in, in order, each of one machine. */
export function packets(samples: readonly Sample[]): { host: string; body: Uint8Array }[] {
  const packed: { host: string; texts: string[]; bytes: number }[] = [];
  for (const one of samples) {
    const text = JSON.stringify(one);
    const bytes = Buffer.byteLength(text) + 1;
    const last = packed.at(-1);
    const fits = last?.host === one.host && last.texts.length < samplesMax && last.bytes + bytes < payloadMaxBytes;
    if (last !== undefined && fits) {
      last.texts.push(text);
      last.bytes += bytes;
    } else packed.push({ host: one.host, texts: [text], bytes: bytes + 2 });
  }
  return packed.map(({ host, texts }) => ({ host, body: Buffer.from(`[${texts.join(',')}]`) }));
}

/** Reads a message from `host`, has it taken, and says how that went. Total: any bytes have an answer. */
export async function answerTo(
  host: string,
  body: Uint8Array,
  take: (samples: Sample[]) => Promise<void>,
): Promise<SamplesAnswer> {
  const parsed = message.safeParse(body.length > payloadMaxBytes ? undefined : asJson(body));
  if (!parsed.success) return invalid(parsed.error.issues[0]);
  if (parsed.data.some(one => one.host !== host)) return refused(`these are not samples of ${host}`);
  try {
    await take(parsed.data);
    return { ok: true };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, code: 'upstream_unavailable', message: why.slice(0, 300) };
  }
}

function asJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined; // Not JSON: the shape says so.
  }
}

function invalid(issue: z.core.$ZodIssue | undefined): SamplesAnswer {
  return refused(`${issue?.path.join('.') || 'the message'}: ${issue?.message ?? 'not readable'}`);
}

const refused = (message: string): SamplesAnswer => ({ ok: false, code: 'invalid_request', message });

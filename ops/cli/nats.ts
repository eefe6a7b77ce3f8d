import { z } from 'zod';
import { errorEnvelope, Refusal } from '../../domain/refusal.ts';
import { operator } from '../compose/operator.ts';
import { configured } from './sources.ts';

interface Options {
  header?: string[];
  timeout: number;
  count?: number;
}

/** Asks on a subject and prints the reply as it came. @throws {Refusal} when none comes. */
export async function req(file: string | undefined, subject: string, body = '', options: Options): Promise<void> {
  console.log(await operator(configured(file)).ask({ subject, body, headers: options.header ?? [] }, options.timeout));
}

export async function pub(file: string | undefined, subject: string, body = '', options: Options): Promise<void> {
  await operator(configured(file)).publish({ subject, body, headers: options.header ?? [] }, options.count ?? 1);
}

/** Prints each message on a line of its own, until interrupted. */
export async function sub(file: string | undefined, subject: string, { count }: Pick<Options, 'count'>): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const tell = (from: string, body: string) => console.log(`[${from}] ${body}`);
  await operator(configured(file)).listen(subject, { count, signal: stop.signal, tell });
}

const reply = z.union([
  z.object({ ok: z.literal(true), data: z.record(z.string(), z.unknown()) }),
  z.object({ ok: z.literal(false), error: errorEnvelope }),
]);

const timeoutMs = 10_000;

/** One question to the service. @throws {Refusal} what it says. */
export async function askService(
  file: string | undefined,
  subject: string,
  asked: object,
): Promise<Record<string, unknown>> {
  const body = JSON.stringify(asked);
  const said = reply.parse(JSON.parse(await operator(configured(file)).ask({ subject, body }, timeoutMs)));
  if (said.ok) return said.data;
  const { code, message, hint, retryAfterMs } = said.error;
  throw new Refusal(code, message, { hint, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

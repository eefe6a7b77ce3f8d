import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { connect } from 'nats';
import type { Surroundings } from './program.ts';

export interface Said {
  ok: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: each answer has its own shape.
  data: any;
  error: { code: string };
}

/** As any NATS client asks: with a user's name and password, in an inbox of its own. */
export async function plainClient(
  t: ExecutionContext,
  { directory }: Surroundings,
  as: 'operator' | 'program' = 'operator',
): Promise<(subject: string, body?: object) => Promise<Said>> {
  const within = (name: string) => JSON.parse(readFileSync(join(directory, 'data/nats', name), 'utf8'));
  const connection = await connect({ servers: within('nats-server.json').url, ...within('nats-users.json')[as] });
  t.teardown(() => connection.close());
  return async (subject, body = {}) =>
    (await connection.request(subject, JSON.stringify(body), { timeout: 10_000 })).json();
}

/** Looks again and again until there is something to see. @throws when there is nothing in time. */
export async function eventually<Value>(
  look: () => Promise<Value | undefined | false>,
  withinMs: number,
  what = 'it',
): Promise<Value> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > endMs) throw new Error(`${what} was not seen within ${withinMs} ms`);
    await pause(200);
  }
}

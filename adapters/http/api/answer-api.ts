import type { ServerResponse } from 'node:http';
import type { z } from 'zod';
import { Refusal } from '../../../domain/refusal.ts';
import { reply, replyJson } from '../reply.ts';
import { openApi } from './openapi.ts';
import { type Answers, type RouteName, routes } from './routes.ts';

const base = '/api/v1';

export const isApi = (path: string) => path.startsWith(`${base}/`);

const patterns = Object.entries(routes).map(([name, { path }]) => ({
  name: name as RouteName,
  pattern: new RegExp(`^${base}${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]{1,400})')}$`),
}));

let described: string | undefined;

/** @throws {Refusal} `not_found`; `invalid_request` naming each parameter that is wrong; whatever the answer throws. */
export async function answerApi(url: URL, response: ServerResponse, answers: Answers): Promise<void> {
  if (url.pathname === `${base}/openapi.json`) {
    described ??= JSON.stringify(openApi(), null, 2);
    return reply(response, 200, 'application/json; charset=utf-8', described);
  }
  for (const { name, pattern } of patterns) {
    const match = pattern.exec(url.pathname);
    if (match === null) continue;
    const answer = answers[name] as (params: unknown) => Promise<unknown>;
    const given = await answer(paramsOf(name, match.groups ?? {}, url.searchParams));
    return typeof given === 'string'
      ? reply(response, 200, 'text/markdown; charset=utf-8', given)
      : replyJson(response, 200, given);
  }
  throw new Refusal('not_found', `There is no question at ${url.pathname.slice(0, 100)}.`, {
    hint: `${base}/openapi.json names them all.`,
  });
}

function paramsOf(name: RouteName, inPath: Record<string, string>, query: URLSearchParams): Record<string, unknown> {
  const said: Record<string, string> = {};
  for (const [key, value] of query) {
    if (key in said) throw new Refusal('invalid_request', `${key.slice(0, 40)} is said twice.`);
    said[key] = value;
  }
  for (const [key, value] of Object.entries(inPath)) said[key] = decoded(value);
  const { params }: { params: z.ZodObject } = routes[name];
  const checked = params.safeParse(said);
  if (checked.success) return checked.data;
  const wrong = checked.error.issues.map(({ path, message }) => `${path.join('.') || 'the address'}: ${message}`);
  throw new Refusal('invalid_request', wrong.join('; '), { hint: `${base}/openapi.json says what may be asked.` });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) throw new Refusal('invalid_request', 'The address is not readable.');
    throw error;
  }
}

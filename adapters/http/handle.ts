import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '../../domain/refusal.ts';
import { answerApi, isApi } from './api/answer-api.ts';
import { readForm } from './form.ts';
import { answerHealth, isHealth } from './health.ts';
import { isOurName } from './host-names.ts';
import { pace } from './pace.ts';
import type { HttpPorts, HttpSettings } from './ports.ts';
import { refusalOf, reply, replyJson, replyRefusal, secured } from './reply.ts';
import { type Visitors, visitors } from './visitors.ts';
import { watchers } from './watchers.ts';

export interface Handler {
  take(request: IncomingMessage, response: ServerResponse): void;
  visitors: Visitors;
  close(): void;
}

/** Files of the page cost nothing; this many a second is a reload now and then, not a flood. */
const filesPerSecond = 100;
const targetMax = 2_000;

/** Each request in the order of what it must pass: a name of ours, a pace, a right; then its answer, always one. */
export function handler(settings: HttpSettings, ports: HttpPorts): Handler {
  const { token, sessionMs } = settings;
  const known = visitors({ token, sessionMs, secret: ports.secret, clock: ports.clock });
  const questions = pace(settings.perSecond, settings.burst, ports.clock);
  const files = pace(filesPerSecond, filesPerSecond * 2, ports.clock);
  const watching = watchers(settings.watchersMax, ports.live);

  return {
    visitors: known,
    close: watching.close,
    take(request, response) {
      const correlationId = `http-${randomUUID()}`;
      secured(response, correlationId);
      response.on('error', () => {}); // The reader is gone: there is nobody to tell.
      answer(request, response).catch(error => {
        const refusal = refusalOf(error);
        if (refusal.code === 'internal_error') ports.log.warn({ err: error, correlationId }, 'an HTTP answer failed');
        if (response.headersSent) response.destroy();
        else replyRefusal(response, refusal, correlationId);
      });
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', headers } = request;
    if (!isOurName(headers.host, settings.names))
      throw new Refusal('forbidden', 'This host name is not ours.', {
        hint: 'Use 127.0.0.1, or add it to http.names.',
      });
    const target = request.url ?? '/';
    if (target.length > targetMax) throw new Refusal('payload_too_large', 'The address is too long.');
    const url = new URL(target, 'http://binnacle');
    const { pathname: path } = url;
    const who = known.known(headers);
    const caller = who ?? `address ${request.socket.remoteAddress}`;
    if (method === 'POST') return await change(path, request, response, caller);
    if (method !== 'GET' && method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return replyRefusal(response, new Refusal('invalid_request', 'Only questions are answered here: GET.'), 'http');
    }
    if (isHealth(path)) return await answerHealth(path, response, ports);
    if (path === '/enter') return enter(response, url.searchParams.get('key') ?? '', caller);
    if (path === '/metrics' || isApi(path)) {
      keepPace(questions.take(caller));
      if (who === undefined) throw stranger();
      if (path === '/metrics') return await metrics(request, response);
      if (path === '/api/v1/live') return watching.add(response);
      return await answerApi(url, response, ports.answers);
    }
    keepPace(files.take(caller));
    file(path, request, response);
  }

  /** Signing in and out: the only things that are changed here. A form of another site is not taken. */
  async function change(path: string, request: IncomingMessage, response: ServerResponse, caller: string) {
    keepPace(questions.take(caller));
    if (!isOfThisSite(request.headers)) throw new Refusal('forbidden', 'Another site may not ask for this.');
    if (path === '/enter') return enter(response, (await readForm(request)).get('key') ?? '', caller);
    if (path === '/leave') {
      response.setHeader('set-cookie', known.leave(request.headers));
      return redirect(response, '/');
    }
    if (path === '/api/v1/links') {
      if (known.known(request.headers) !== 'token') throw stranger();
      return replyJson(response, 200, { path: `/enter?key=${known.oneTimeKey()}` });
    }
    throw new Refusal('not_found', `Nothing can be changed at ${path.slice(0, 100)}.`);
  }

  function enter(response: ServerResponse, key: string, caller: string): void {
    keepPace(questions.take(`${caller} enters`));
    const cookie = known.enter(key.trim());
    if (cookie !== undefined) response.setHeader('set-cookie', cookie);
    redirect(response, cookie === undefined ? '/?refused' : '/');
  }

  async function metrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { type, text } = await ports.metrics(request.headers.accept ?? '');
    reply(response, 200, type, text);
  }

  function file(path: string, request: IncomingMessage, response: ServerResponse): void {
    const found = ports.file(path === '/' ? '/index.html' : path);
    if (found === undefined)
      throw new Refusal('not_found', `There is nothing at ${path.slice(0, 100)}.`, {
        hint: 'The page is at /, the API is described at /api/v1/openapi.json.',
      });
    const { type, bytes, etag } = found;
    const headers = { etag, 'cache-control': 'no-cache' };
    if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
    else reply(response, 200, type, bytes, headers);
  }
}

/** Browsers say where a form comes from; our own pages tell no origin, since they give no referrer. */
function isOfThisSite({ origin, host, 'sec-fetch-site': site }: IncomingMessage['headers']): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}

function keepPace(waitMs: number): void {
  if (waitMs > 0)
    throw new Refusal('rate_limited', 'So many questions a second are more than one caller gets.', {
      retryAfterMs: waitMs,
    });
}

const stranger = () =>
  new Refusal('unauthorized', 'This needs the token, or a page that was opened by its link.', {
    hint: 'Send `Authorization: Bearer <token>` (the file http.tokenFile), or open the link of `binnacle page`.',
  });

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(303, { location: to, 'cache-control': 'no-store', 'content-length': 0 }).end();
}

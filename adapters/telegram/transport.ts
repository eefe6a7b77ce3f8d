import http from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { urlToHttpOptions } from 'node:url';
import { answerOf, readText } from './answer.ts';

/** HTTP to the Bot API over kept-alive sockets; unlike `fetch` it knows whether a failed call may have arrived. */

export interface TransportOptions {
  /** One call, from the first byte sent to the last byte read, waiting for a socket included. */
  timeoutMs: number;
  /** Calls at the same time; more wait, inside their own `timeoutMs`. */
  socketsMax: number;
  /** An answer longer than this is cut off and counts as one that never came. */
  answerBytesMax: number;
  /** Finds addresses. Default: the system's resolver. */
  lookup?: LookupFunction;
  /** Told how connecting to an address of that family went. */
  met?(name: string, family: 4 | 6, went: boolean): void;
}

/** The call failed without an answer. Holds no address, because the address holds the token. */
export class TransportError extends Error {
  override name = 'TransportError';
  /** System error code (`ECONNREFUSED`), or `TIMEOUT`, `ABORTED`, `ANSWER_TOO_LARGE`, `NO_JSON`. */
  readonly code: string;
  /** False only when not one byte of the request can have left this machine. */
  readonly maybeArrived: boolean;
  constructor(code: string, maybeArrived: boolean) {
    super(`${code}, ${maybeArrived ? 'the request may have arrived' : 'nothing was sent'}`);
    this.code = code;
    this.maybeArrived = maybeArrived;
  }
}

/** The part of `RequestInit` that is used. */
export interface TransportRequest {
  headers?: Record<string, string>;
  body?: string | ReadableStream<Uint8Array>;
  signal?: AbortSignal | undefined;
}

export interface Transport {
  /** Posts to a path under the base address. Resolves with Telegram's answer, be it a yes or a no. @throws {TransportError} */
  post(path: string, request: TransportRequest): Promise<unknown>;
  /** Ends the idle and busy sockets. */
  close(): void;
}

/** Shorter than any server keeps an idle connection: a socket closed under a request costs an unknown outcome. */
const idleSocketMs = 20_000;

export function httpTransport(baseUrl: string, options: TransportOptions): Transport {
  const { protocol, pathname } = new URL(baseUrl);
  const base = urlToHttpOptions(new URL(baseUrl));
  const secure = protocol === 'https:';
  const agent = new (secure ? https : http).Agent({
    keepAlive: true,
    maxSockets: options.socketsMax,
    timeout: idleSocketMs,
    scheduling: 'lifo',
    ...(options.lookup ? { lookup: options.lookup } : {}),
  });
  const begin = secure ? https.request : http.request;
  return {
    post: (path, request) =>
      exchange(begin, { ...base, path: pathname === '/' ? path : pathname + path, agent }, request, options),
    close: () => agent.destroy(),
  };
}

function exchange(
  begin: typeof http.request,
  where: http.RequestOptions,
  { headers, body = '', signal }: TransportRequest,
  { timeoutMs, answerBytesMax, met }: TransportOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let maybeArrived = false;
    let status = 0;
    const length = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {};
    const request = begin({ ...where, method: 'POST', headers: { ...headers, ...length } });

    const end = () => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', abort);
    };
    const fail = (code: string) => {
      end();
      request.destroy();
      // The status line of a failure is an answer, even when its body was cut.
      if (status >= 400) resolve(answerOf(status, ''));
      else reject(new TransportError(code, maybeArrived));
    };
    const abort = () => fail('ABORTED');
    const deadline = setTimeout(() => fail('TIMEOUT'), timeoutMs);
    request.on('error', error => fail((error as NodeJS.ErrnoException).code ?? 'CONNECTION_LOST'));
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort);

    request.on('socket', socket => {
      onceWritable(socket, () => (maybeArrived = true));
      if (met !== undefined) watchConnecting(socket, (family, went) => met(where.hostname!, family, went));
    });
    request.on('response', response => {
      status = response.statusCode ?? 0;
      readText(response, answerBytesMax).then(
        text => {
          end();
          const answer = answerOf(status, text);
          if (answer === undefined) reject(new TransportError('NO_JSON', true));
          else resolve(answer);
        },
        error => fail((error as NodeJS.ErrnoException).code ?? 'CONNECTION_LOST'),
      );
    });

    if (typeof body === 'string') request.end(body);
    else pipeline(Readable.fromWeb(body as never), request).catch(() => fail('UPLOAD_CUT'));
  });
}

/** Calls back at the moment from which bytes of the request may be on the wire. */
function onceWritable(socket: NodeJS.Socket & { connecting?: boolean; secureConnecting?: boolean }, tell: () => void) {
  if ('secureConnecting' in socket && socket.secureConnecting) socket.once('secureConnect', tell);
  else if (socket.connecting) socket.once('connect', tell);
  else tell();
}

/** Node tries the addresses in turn, 250 ms apart: what did not connect by then has failed. */
function watchConnecting(socket: Socket & { connecting?: boolean }, tell: (family: 4 | 6, went: boolean) => void) {
  if (!socket.connecting) return;
  const failed = (_address: string, _port: number, family: number) => tell(family === 6 ? 6 : 4, false);
  socket.on('connectionAttemptFailed', failed);
  socket.on('connectionAttemptTimeout', failed);
  socket.once('connect', () => tell(socket.remoteFamily === 'IPv6' ? 6 : 4, true));
}

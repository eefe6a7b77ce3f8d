import type { LookupFunction } from 'node:net';
import type { ApiResponse } from 'grammy/types';
// The web build: 8 ms to load instead of 40, and it brings no HTTP client of its own.
import { Api, type ApiClientOptions, GrammyError, type RawApi } from 'grammy/web';
import { TelegramError } from '../../actors/ports.ts';
import { failureOf } from './failure.ts';
import { httpTransport, type Transport, type TransportOptions, type TransportRequest } from './transport.ts';

export interface TelegramClientOptions {
  /** Read at each call, so that a renewed token counts without a restart. */
  token: string | (() => string);
  /** Default `https://api.telegram.org`; a local Bot API server or the sandbox otherwise. */
  apiRoot?: string;
  /** One call, from beginning to end. Default 15,000. */
  timeoutMs?: number;
  /** Calls at the same time. Default 32. */
  socketsMax?: number;
  /** Default 32 MiB. */
  answerBytesMax?: number;
  lookup?: LookupFunction | undefined;
  /** Told how connecting to an address of that family went. */
  met?: TransportOptions['met'];
}

type Method = keyof RawApi;
export type PayloadOf<M extends Method> = Parameters<RawApi[M]>[0];
export type ResultOf<M extends Method> = Awaited<ReturnType<RawApi[M]>>;

/** The Bot API behind one set of sockets. No property of it, at any depth, shows the token. */
export interface TelegramClient {
  /** Calls once, never again, with plain data. @throws {TelegramError} and nothing else. */
  call<M extends Method>(method: M, payload: PayloadOf<M>, signal?: AbortSignal): Promise<ResultOf<M>>;
  /** As `call`, with a payload that holds an `InputFile`. */
  upload<M extends Method>(method: M, payload: PayloadOf<M>): Promise<ResultOf<M>>;
  close(): void;
}

/** grammY's own timer is a fixed error without the state of the socket: the transport's comes first. */
const graceSeconds = 5;

export function telegramClient(options: TelegramClientOptions): TelegramClient {
  const { timeoutMs = 15_000, socketsMax = 32, answerBytesMax = 32 * 1024 * 1024, lookup, met } = options;
  const apiRoot = (options.apiRoot ?? 'https://api.telegram.org').replace(/\/+$/, '');
  const token = typeof options.token === 'function' ? options.token : () => options.token as string;
  const transport = httpTransport(apiRoot, {
    timeoutMs,
    socketsMax,
    answerBytesMax,
    ...(lookup ? { lookup } : {}),
    ...(met ? { met } : {}),
  });
  const pathOf = (method: string) => `/bot${token()}/${method}`;
  const { raw } = new Api('unused', {
    apiRoot,
    timeoutSeconds: Math.ceil(timeoutMs / 1000) + graceSeconds,
    fetch: fetchBy(transport),
    buildUrl: (_root, _unused, method) => pathOf(method),
  });
  /** What was thrown holds the payload and maybe the address: only its sorted description goes on. */
  const sorted = (method: Method) => (thrown: unknown) => {
    throw new TelegramError(failureOf(thrown, method, [token()]));
  };

  async function post(method: Method, payload: object, signal: AbortSignal | undefined): Promise<unknown> {
    const request = { headers: json, body: JSON.stringify(payload), signal };
    const answer = (await transport.post(pathOf(method), request)) as ApiResponse<unknown>;
    if (answer.ok) return answer.result;
    throw new GrammyError(`${method} failed`, answer, method, {});
  }

  return {
    call: <M extends Method>(method: M, payload: PayloadOf<M>, signal?: AbortSignal) =>
      post(method, payload ?? {}, signal).catch(sorted(method)) as Promise<ResultOf<M>>,
    upload<M extends Method>(method: M, payload: PayloadOf<M>) {
      const request = raw[method] as (payload: PayloadOf<M>) => Promise<ResultOf<M>>;
      return request(payload).catch(sorted(method));
    },
    close: () => transport.close(),
  };
}

const json = { 'content-type': 'application/json' };

/** As grammY, which forms the uploads, wants to be given it. */
function fetchBy(transport: Transport): NonNullable<ApiClientOptions['fetch']> {
  const fetched = async (path: string, request: TransportRequest) => {
    const answer = await transport.post(path, request);
    return { json: async () => answer };
  };
  return fetched as unknown as NonNullable<ApiClientOptions['fetch']>;
}

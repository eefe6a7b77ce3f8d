import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TestFn } from 'ava';

/** A call as it arrived. `fields` is the JSON body; a multipart body is left as `raw`. */
export interface FakeCall {
  token: string;
  method: string;
  fields: Record<string, unknown>;
  raw: string;
}

/** Answers one call in whatever way a network can. */
export type FakeAnswer = (response: ServerResponse, socket: Socket, call: FakeCall) => void;

export interface FakeBotApi {
  apiRoot: string;
  calls: FakeCall[];
  /** How the next calls are answered, in order; after the last, `ok` with message id 1. */
  next(...answers: FakeAnswer[]): void;
  /** Resolves once a call has fully arrived. */
  arrived(): Promise<FakeCall>;
  close(): Promise<void>;
}

/** The least of a Bot API, for faults below its semantics: what it answers is scripted, byte for byte if need be. */
export async function fakeBotApi(): Promise<FakeBotApi> {
  const calls: FakeCall[] = [];
  const script: FakeAnswer[] = [];
  let arrivals: ((call: FakeCall) => void)[] = [];
  const server = createServer(async (request, response) => {
    const call = await readCall(request).catch(() => undefined);
    if (!call) return;
    calls.push(call);
    for (const tell of arrivals.splice(0)) tell(call);
    (script.shift() ?? ok({ message_id: 1 }))(response, request.socket, call);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    next: (...answers) => void script.push(...answers),
    arrived: () => new Promise(resolve => (arrivals = [...arrivals, resolve])),
    close: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

async function readCall(request: IncomingMessage): Promise<FakeCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks).toString('utf8');
  const [, token = '', method = ''] = /^\/bot([^/]*)\/(\w+)/.exec(request.url ?? '') ?? [];
  const isJson = request.headers['content-type'] === 'application/json';
  return { token, method, raw, fields: isJson ? JSON.parse(raw || '{}') : {} };
}

/** `{ ok: true }` with a result. */
export const ok =
  (result: unknown): FakeAnswer =>
  response =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ ok: true, result }));

/** Telegram's refusal. */
export const refuse =
  (code: number, description: string, parameters?: object): FakeAnswer =>
  response => {
    const answer = { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) };
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };

/** Anything a proxy may say. */
export const page =
  (status: number, body: string): FakeAnswer =>
  response =>
    response.writeHead(status).end(body);

export const hang: FakeAnswer = () => {};
export const hangInTheBody: FakeAnswer = response => response.writeHead(200, { 'content-length': 100 }).write('{"ok":');
export const cutTheConnection: FakeAnswer = (_response, socket) => socket.resetAndDestroy();
export const cutInTheBodyOf =
  (status: number): FakeAnswer =>
  (response, socket) => {
    response.writeHead(status, { 'content-length': 100 });
    response.write('{"ok":', () => socket.destroy());
  };

/** A fake for each test of a file, closed after it. */
export function withFake<Context extends { fake: FakeBotApi }>(test: TestFn<Context>): void {
  test.beforeEach(async t => {
    t.context.fake = await fakeBotApi();
  });
  test.afterEach.always(t => t.context.fake?.close());
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * The least that can stand in for the Bot API under load, as a process of its own: it plays the users of
 * `chats` chats, each with one command under way, and measures from the answer that carries an update to the
 * call that replies to it. Its parent says `{chats, updates}`; it answers `'warm'` once it begins to
 * count, and then with the figures.
 */
interface Round {
  chats: number;
  updates: number;
}

const firstChat = 2001;
/** Of the updates: until then code is compiled and caches fill. */
const warmUp = 0.25;
const bot = { id: 77, is_bot: true, first_name: 'Bench', username: 'bench_bot' };

let round: Round | undefined;
let nextUpdate = 1;
let toGive: object[] = [];
let given = 0;
let answered = 0;
let startedMs = 0;
let waiting: ServerResponse | undefined;
const sentMs = new Map<number, number>();
let latencies: number[] = [];

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const method = request.url!.slice(request.url!.lastIndexOf('/') + 1);
  if (method === 'getUpdates') return poll(request, response);
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => call(method, chunks, response));
});

function call(method: string, chunks: Buffer[], response: ServerResponse): void {
  if (method !== 'sendMessage') {
    answer(response, method === 'getMe' ? bot : method.startsWith('get') ? [] : true);
    return;
  }
  const { chat_id: chatId } = JSON.parse(Buffer.concat(chunks).toString()) as { chat_id: number };
  answer(response, { message_id: 1, date: 0, chat: { id: chatId, type: 'private' } });
  replied(chatId);
}

function replied(chatId: number): void {
  if (round === undefined) return;
  latencies.push(performance.now() - sentMs.get(chatId)!);
  answered++;
  if (answered === Math.floor(round.updates * warmUp)) beginToCount();
  if (answered === round.updates) finish(round);
  else if (given < round.updates) give(chatId);
}

function beginToCount(): void {
  [startedMs, latencies] = [performance.now(), []];
  process.send!('warm');
}

function finish({ chats }: Round): void {
  const seconds = (performance.now() - startedMs) / 1000;
  const sorted = latencies.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)]!;
  round = undefined;
  process.send!({
    chats,
    replies: sorted.length,
    perSecond: sorted.length / seconds,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
  });
}

function give(chatId: number): void {
  given++;
  toGive.push({
    update_id: nextUpdate++,
    message: {
      message_id: nextUpdate,
      date: Math.floor(Date.now() / 1000),
      chat: { id: chatId, type: 'private', first_name: 'User' },
      from: { id: chatId, is_bot: false, first_name: 'User', language_code: 'en' },
      text: '/help start',
      entities: [{ type: 'bot_command', offset: 0, length: 5 }],
    },
  });
  if (waiting !== undefined) setImmediate(flush);
}

function poll(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  waiting = response;
  response.on('close', () => {
    if (waiting === response) waiting = undefined;
  });
  flush();
}

function flush(): void {
  if (waiting === undefined || toGive.length === 0) return;
  const response = waiting;
  waiting = undefined;
  const batch = toGive.splice(0, 100) as { message: { chat: { id: number } } }[];
  for (const { message } of batch) sentMs.set(message.chat.id, performance.now());
  answer(response, batch);
}

function answer(response: ServerResponse, result: unknown): void {
  const body = JSON.stringify({ ok: true, result });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}

server.listen(0, '127.0.0.1', () =>
  process.send!({ apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
);

process.on('message', (asked: Round) => {
  [round, toGive, given, answered, latencies, startedMs] = [asked, [], 0, 0, [], performance.now()];
  for (let chat = 0; chat < asked.chats; chat++) give(firstChat + chat);
});
process.on('disconnect', () => process.exit(0));

import { DatabaseSync } from 'node:sqlite';
import { AckPolicy, connect, StringCodec } from 'nats';
import { telegramClient } from '../../../adapters/telegram/client.ts';

/**
 * The lower bound: the same steps with the same libraries and nothing around them. Poll, append the update,
 * publish it on JetStream, take it from there, append the decision, append the attempt, send, append the
 * delivery; appends of one turn share a commit. Runs as a process of its own until its parent ends it:
 * `node bare.ts <apiRoot> <file> <nats url> <user> <password>`.
 */
const [, , apiRoot, file, servers, user, pass] = process.argv as string[] as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec(
  'CREATE TABLE event (position INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT, type TEXT, data TEXT) STRICT',
);
const insert = database.prepare('INSERT INTO event (stream, type, data) VALUES (?, ?, ?)');

let queue: { rows: [string, string, string][]; done: () => void }[] = [];

/** Resolves once synced; what is asked for in one turn is one commit. */
function append(...rows: [string, string, string][]): Promise<void> {
  return new Promise(done => {
    queue.push({ rows, done });
    if (queue.length === 1) setImmediate(commit);
  });
}

function commit(): void {
  const group = queue;
  queue = [];
  database.exec('BEGIN');
  for (const { rows } of group) for (const row of rows) insert.run(...row);
  database.exec('COMMIT');
  for (const { done } of group) done();
}

interface Update {
  update_id: number;
  message: { chat: { id: number }; text: string };
}

async function reply(update: Update): Promise<void> {
  const chat = String(update.message.chat.id);
  const decision = JSON.stringify({ text: `You said ${update.message.text}`, update: update.update_id });
  await append([chat, 'accepted', decision], [chat, 'answered', decision], [chat, 'reply', decision]);
  await append([chat, 'attempt', decision]);
  await sending.call('sendMessage', { chat_id: update.message.chat.id, text: decision });
  await append([chat, 'delivered', decision]);
}

const bus = await connect({ servers, user, pass });
const codec = StringCodec();
const manager = await bus.jetstreamManager();
await manager.streams.add({ name: 'BARE', subjects: ['bare.>'] });
await manager.consumers.add('BARE', { durable_name: 'bare', ack_policy: AckPolicy.Explicit });
const stream = bus.jetstream();
const deliveries = await (await stream.consumers.get('BARE', 'bare')).consume({ max_messages: 256 });
void (async () => {
  for await (const delivery of deliveries)
    void reply(JSON.parse(codec.decode(delivery.data)) as Update).then(() => delivery.ack());
})();

const polling = telegramClient({ token: '77:bench', apiRoot, timeoutMs: 35_000, socketsMax: 2 });
const sending = telegramClient({ token: '77:bench', apiRoot });
process.on('disconnect', () => process.exit(0));
process.send!('ready');
for (let offset = 0; ; ) {
  const updates = (await polling.call('getUpdates', { offset, timeout: 30, limit: 100 })) as unknown as Update[];
  if (updates.length === 0) continue;
  await append(...updates.map((update): [string, string, string] => ['gateway', 'received', JSON.stringify(update)]));
  offset = updates.at(-1)!.update_id + 1;
  for (const update of updates)
    void stream.publish('bare.1', codec.encode(JSON.stringify(update)), { msgID: String(update.update_id) });
}

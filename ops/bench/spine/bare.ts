import { DatabaseSync } from 'node:sqlite';
import { telegramClient } from '../../../adapters/telegram/client.ts';

/**
 * The lower bound: the same steps with the same libraries and nothing around them. Poll, append the update,
 * append the decision, append the attempt, send, append the delivery; appends of one turn share a commit.
 * Runs as a process of its own until its parent ends it: `node bare.ts <apiRoot> <file>`.
 */
const [, , apiRoot, file] = process.argv as [string, string, string, string];
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

const polling = telegramClient({ token: '77:bench', apiRoot, timeoutMs: 35_000, socketsMax: 2 });
const sending = telegramClient({ token: '77:bench', apiRoot });
process.on('disconnect', () => process.exit(0));
process.send!('ready');
for (let offset = 0; ; ) {
  const updates = (await polling.call('getUpdates', { offset, timeout: 30, limit: 100 })) as unknown as Update[];
  if (updates.length === 0) continue;
  await append(...updates.map((update): [string, string, string] => ['gateway', 'received', JSON.stringify(update)]));
  offset = updates.at(-1)!.update_id + 1;
  for (const update of updates) void reply(update);
}

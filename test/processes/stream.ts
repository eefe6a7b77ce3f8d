import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { openedFor } from '../../ops/compose/personal.ts';
import { botMessages, type Ledger, ledgerOf } from './ledger.ts';
import { people, type Surroundings } from './program.ts';

/** Updates that stream in, and what must hold of the log and of the chats when all is over. */

export interface Sent {
  chatId: number;
  updateId: number;
}

/** Sends `count` commands from ten people, with short irregular pauses; resolves when all are sent. */
export async function streamUpdates(world: Surroundings, count: number, sent: Sent[]): Promise<void> {
  for (let index = 0; index < count; index++) {
    const { id: chatId } = people[index % people.length]!;
    const text = index % 3 === 0 ? '/uptime' : '/help';
    const { updateId } = await world.post('send', { chatId, userId: chatId, text });
    sent.push({ chatId, updateId: updateId as number });
    await pause(60 + (index % 7) * 60);
  }
}

const settleWithinMs = 60_000;

/** Waits until the log says that everything is over, then holds the log and the chats to the promises. */
export async function everythingIsOver(
  t: ExecutionContext,
  world: Surroundings,
  logPath: string,
  sent: Sent[],
): Promise<Ledger> {
  // What people wrote lies sealed there; the keys are beside it.
  const log = openedFor(await openSqliteEventLog({ path: logPath }), { dataDirectory: join(world.directory, 'data') });
  const endMs = performance.now() + settleWithinMs;
  let ledger = await ledgerOf(log);
  const open = () => ledger.received.size < sent.length || ledger.unended.length > 0 || ledger.undelivered.length > 0;
  while (open() && performance.now() < endMs) {
    await pause(200);
    ledger = await ledgerOf(log);
  }
  await log.close();

  t.deepEqual(ledger.gaps, []);
  t.deepEqual(ledger.recordedTwice, []);
  t.deepEqual(ledger.handledTwice, []);
  t.deepEqual(ledger.unended, []);
  t.deepEqual(ledger.undelivered, []);
  t.deepEqual(
    [...ledger.received].sort(),
    sent.map(({ updateId }) => updateId).sort(),
    'every update sent is in the log',
  );
  await chatsWereAnswered(t, world, ledger, sent);
  return ledger;
}

/** At least one answer for each command, and no more than that but for those whose fate was not known. */
async function chatsWereAnswered(
  t: ExecutionContext,
  world: Surroundings,
  { events }: Ledger,
  sent: Sent[],
): Promise<void> {
  const state = await world.get('state');
  for (const { id: chatId } of people) {
    const asked = sent.filter(each => each.chatId === chatId).length;
    t.true(botMessages(state, chatId).length >= asked, `chat ${chatId}: at least one answer for each of ${asked}`);
  }
  const repeats = events.filter(({ type }) => type === 'DeliveryOutcomeUnknown').length;
  const seen = people.reduce((sum, { id }) => sum + botMessages(state, id).length, 0);
  t.true(seen <= sent.length + repeats, `${seen} messages for ${sent.length} commands, ${repeats} of unknown fate`);
}

import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { default as test } from 'ava';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { botMessages, ledgerOf } from './ledger.ts';
import { people, surroundings } from './program.ts';

/** A dose for every run; `npm run test:kills` gives the whole: 50 kills under 200 updates. */
const kills = Number(process.env.BINNACLE_KILLS ?? 6);
const updates = kills * 4;
const settleWithinMs = 60_000;

test.serial(
  `[P1] [P2] [I22] ${kills} kills of the program while ${updates} updates stream in lose nothing and do nothing twice`,
  async t => {
    t.timeout(15 * 60_000);
    const world = await surroundings();
    t.teardown(() => world.close());
    const sent: { chatId: number; updateId: number }[] = [];

    const streaming = (async () => {
      for (let index = 0; index < updates; index++) {
        const { id: chatId } = people[index % people.length]!;
        const { updateId } = await world.post('send', {
          chatId,
          userId: chatId,
          text: index % 3 === 0 ? '/uptime' : '/help',
        });
        sent.push({ chatId, updateId: updateId as number });
        await pause(60 + (index % 7) * 60);
      }
    })();

    for (let index = 0; index < kills; index++) {
      const program = world.start();
      // Some die while they start, some just as they are ready, some in the midst of work.
      await Promise.race([program.ready.then(() => pause((index % 5) * 60)), pause(400 + (index % 4) * 500)]);
      const { confirmedOffset } = await world.get('pending');
      await program.kill('SIGKILL');
      await offsetsAreNotAhead(t, world.directory, confirmedOffset as number | undefined);
    }
    await streaming;

    const last = world.start();
    await last.ready;
    const path = `${world.directory}/data/events.sqlite`;
    const log = await openSqliteEventLog({ path });
    t.teardown(() => log.close());
    const endMs = performance.now() + settleWithinMs;
    let ledger = await ledgerOf(log);
    const open = () =>
      sent.length !== received(ledger).size || ledger.unended.length > 0 || ledger.undelivered.length > 0;
    while (open() && performance.now() < endMs) {
      await pause(200);
      ledger = await ledgerOf(log);
    }

    t.deepEqual(ledger.gaps, []);
    t.deepEqual(ledger.recordedTwice, []);
    t.deepEqual(ledger.handledTwice, []);
    t.deepEqual(ledger.unended, []);
    t.deepEqual(ledger.undelivered, []);
    t.deepEqual(
      [...received(ledger)].sort(),
      sent.map(({ updateId }) => updateId).sort(),
      'every update sent is in the log',
    );
    const state = await world.get('state');
    for (const { id: chatId } of people) {
      const asked = sent.filter(each => each.chatId === chatId).length;
      t.true(botMessages(state, chatId).length >= asked, `chat ${chatId}: at least one answer for each of ${asked}`);
    }
    const repeats = ledger.events.filter(({ type }) => type === 'DeliveryOutcomeUnknown').length;
    const seen = people.reduce((sum, { id }) => sum + botMessages(state, id).length, 0);
    t.true(seen <= sent.length + repeats, `${seen} messages for ${sent.length} commands, ${repeats} of unknown fate`);
    t.is(await last.kill('SIGTERM'), 0);
  },
);

type Ledger = Awaited<ReturnType<typeof ledgerOf>>;

function received({ events }: Ledger): Set<number> {
  return new Set(events.filter(({ type }) => type === 'UpdateReceived').map(({ data }) => data.updateId as number));
}

/** What Telegram was told is done must be in the log, whenever the program dies. */
async function offsetsAreNotAhead(
  t: { true(value: boolean, message: string): void },
  directory: string,
  confirmed: number | undefined,
): Promise<void> {
  if (confirmed === undefined || !existsSync(`${directory}/data/events.sqlite`)) return;
  const log = await openSqliteEventLog({ path: `${directory}/data/events.sqlite` });
  const inLog = received(await ledgerOf(log));
  await log.close();
  const highest = Math.max(0, ...inLog);
  if (inLog.size === 0) return; // Nothing was ever received: the offset is where the sandbox began.
  t.true(confirmed <= highest + 1, `confirmed up to ${confirmed}, in the log up to ${highest}`);
}

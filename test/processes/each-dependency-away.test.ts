import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionContext, default as test } from 'ava';
import { findProgram } from '../../adapters/nats/server-process.ts';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import {
  answered,
  answeredWithinMs,
  eventStoreAway,
  namesAway,
  natsAway,
  rendererAway,
  type Stage,
  say,
  shows,
  telegramAway,
  viewsAway,
} from './away.ts';
import { ledgerOf } from './ledger.ts';
import { people } from './program.ts';

/**
 * Each thing outside is away once, on real processes: what must be answered meanwhile, and what is made up for
 * afterwards. `BINNACLE_AWAY_MS=60000` for a whole minute each.
 */
const awayMs = Number(process.env.BINNACLE_AWAY_MS ?? 6_000);

/** What is asked, and what the answer must say. */
type Expected = Record<string, RegExp>;

interface Outage {
  of: string;
  needs?: string;
  stage(t: ExecutionContext): Promise<Stage>;
  /** Comes while it is away. */
  meanwhile: Expected;
  /** Asked while it is away, answered once it is back. */
  afterwards: Expected;
}

const uptime = /up/i;
const help = /What you may run|Server/;

const table: Outage[] = [
  {
    of: 'Telegram',
    stage: telegramAway,
    meanwhile: {},
    afterwards: { '/uptime': uptime, '/help': help, '/ops': /Ops|well|health/i, '/status': /version|up/i },
  },
  {
    of: 'nats-server',
    needs: 'nats-server',
    stage: natsAway,
    meanwhile: {
      '/uptime': uptime,
      '/help': help,
      '/health': /bus[^}]*degraded/,
      '/ops': /Ops|well|health/i,
      '/status': /version|up/i,
      '/audit': /audit|tg:|Nobody|Nothing/i,
    },
    afterwards: {},
  },
  {
    of: 'the event log',
    stage: eventStoreAway,
    meanwhile: { '/uptime': /cannot|not (been )?(taken|recorded|accepted)/i },
    afterwards: { '/uptime': uptime, '/help': help },
  },
  {
    of: 'the renderer',
    stage: rendererAway,
    meanwhile: {
      '/graph cpu light': /GRAPH_DISABLED|GRAPH_NOT_ENOUGH_POINTS|switched off/,
      '/uptime': uptime,
      '/health': /charts/,
      '/ops': /Ops|well|health/i,
    },
    afterwards: {},
  },
  {
    of: 'every name server',
    stage: namesAway,
    // The last good address stands in.
    meanwhile: {
      '/uptime': uptime,
      '/help': help,
      '/ops': /Ops|well|health/i,
      '/health': /names[^}]*degraded|names.*SERVFAIL/,
      '/log 50 Dns': /DnsFailed|document/,
    },
    afterwards: {},
  },
  {
    of: 'the read models',
    stage: viewsAway,
    meanwhile: {
      '/uptime': uptime,
      '/help': help,
      '/cpu': /load|core|%/i,
      '/breakers': /projections[^"]*open/,
      '/health': /projections open|breakers[^}]*degraded/,
      // Says no, or gives what it said before with its age; it does not make anything up.
      '/ops': /circuit_open|upstream_unavailable|ago|old|not known/i,
    },
    afterwards: {},
  },
];

for (const outage of table) {
  const isMissing = outage.needs !== undefined && findProgram(outage.needs) === undefined;
  (isMissing ? test.serial.skip : test.serial)(
    `[P16] [K-67] ${outage.of} away: what does not need it is answered; afterwards the rest is, each once`,
    async t => {
      t.timeout(4 * 60_000 + awayMs);
      await through(t, outage);
    },
  );
}

async function through(t: ExecutionContext, { stage: set, meanwhile, afterwards }: Outage): Promise<void> {
  const stage = await set(t);
  const { world } = stage;
  t.teardown(() => world.close());
  const program = world.start();
  await program.ready;
  await answered(t, world, people[9]!.id, '/uptime', uptime);

  await stage.away();
  const endMs = performance.now() + awayMs;
  for (const [index, [text, says]] of Object.entries(meanwhile).entries())
    await answered(t, world, people[index]!.id, text, says);
  const later = Object.entries(afterwards).map(([text, says], index) => ({
    chatId: people[8 - index]!.id,
    text,
    says,
  }));
  for (const { chatId, text } of later) await say(world, chatId, text);
  await pause(Math.max(0, endMs - performance.now()));
  await stage.back();

  for (const { chatId, says, text } of later) await shows(t, world, chatId, says, `${text}, afterwards`);
  await nothingIsOpen(t, stage, program.output);
  t.is(await program.kill('SIGTERM'), 0, program.output().slice(-2000));
}

/** Read from the log alone: each update recorded once, each command ended once, each reply delivered or given up. */
async function nothingIsOpen(t: ExecutionContext, { logPath }: Stage, output: () => string): Promise<void> {
  const endMs = performance.now() + answeredWithinMs;
  const log = await openSqliteEventLog({ path: logPath });
  let ledger = await ledgerOf(log);
  while (ledger.unended.length + ledger.undelivered.length > 0 && performance.now() < endMs) {
    await pause(200);
    ledger = await ledgerOf(log);
  }
  await log.close();
  const { gaps, recordedTwice, handledTwice, unended, undelivered } = ledger;
  t.deepEqual(
    { gaps, recordedTwice, handledTwice, unended, undelivered },
    { gaps: [], recordedTwice: [], handledTwice: [], unended: [], undelivered: [] },
    output().slice(-2000),
  );
}

import { execFile } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { type ExecutionContext, default as test } from 'ava';
import { StoreCorrupt } from '../../actors/ports.ts';
import { anchorFiles } from '../../adapters/files/anchor-files.ts';
import { sqliteEventStore } from '../../adapters/sqlite/event-store.ts';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { genesis, type Link, linked } from '../../domain/audit/chain.ts';
import { anchorsOf, auditSide, everyAnchor, requireAnchored, sinceAccepted } from '../../ops/compose/audit.ts';
import { type Config, loadConfig } from '../../ops/config.ts';
import { ordinary } from './tampering.ts';

const binnacle = join(import.meta.dirname, '../../ops/binnacle');
const at = '2026-03-14T09:26:53.589Z';

interface Installed {
  config: Config;
  folder: string;
  run(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
}

/** A folder of an operator's own, with a log of so many events, anchored as it is. */
async function installed(t: ExecutionContext, count = 250): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-audit-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'binnacle.yaml'), 'instanceName: harbour\nlog: { level: warn }\n');
  mkdirSync(join(folder, 'data'));
  const { config } = loadConfig({ cwd: folder, env: {} });
  await append(config, count);
  await anchor(config);
  const options = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder }, timeout: 30_000 };
  return {
    config,
    folder,
    run: (...words) =>
      promisify(execFile)(binnacle, words, options).then(
        said => ({ code: 0, ...said }),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      ),
  };
}

async function append({ eventStore }: Config, count: number): Promise<void> {
  const store = await sqliteEventStore({ path: eventStore.path });
  await store.append(
    'chat-1',
    'no_stream',
    ordinary(count).map(({ event }) => event),
  );
  await store.close();
}

async function anchor(config: Config): Promise<Link[]> {
  const links = await withLog(config, async log => {
    const all: Link[] = [];
    for await (const page of log.readAll()) for (const event of page) all.push(linked(all.at(-1) ?? genesis, event));
    return all;
  });
  const anchors = links.map(link => ({ ...link, at }));
  await auditSide(config).anchors.write(
    anchors.filter(({ count }) => count % 100 === 0),
    anchors.at(-1)!,
  );
  return links;
}

async function withLog<Result>(
  { eventStore }: Config,
  work: (log: Awaited<ReturnType<typeof openSqliteEventLog>>) => Promise<Result>,
): Promise<Result> {
  const log = await openSqliteEventLog({ path: eventStore.path });
  try {
    return await work(log);
  } finally {
    await log.close();
  }
}

function byHand({ eventStore }: Config, sql: string): void {
  const db = new DatabaseSync(eventStore.path);
  db.exec(`DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; ${sql};
    CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'no'); END;
    CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'no'); END`);
  db.close();
}

const startCheck = (config: Config) =>
  withLog(config, async log => requireAnchored(log, await everyAnchor(config, auditSide(config))));

test('[P10] [I27] a start looks at the log behind its anchors, and refuses one that is behind, with what to do', async t => {
  const { config } = await installed(t);
  await t.notThrowsAsync(startCheck(config));
  byHand(config, 'DELETE FROM events WHERE position > 249');
  const error = await t.throwsAsync(startCheck(config), { instanceOf: StoreCorrupt });
  t.regex(error.message, /ends with event 249 at 249, and had 250/);
  t.regex(error.hint, /Restore the last backup.*binnacle audit accept/);
});

test('[P10] a start refuses a log whose last anchored events are others, and goes on with one that has grown', async t => {
  const { config } = await installed(t);
  byHand(config, "UPDATE events SET data = replace(data, 'tg-45', 'tg-46') WHERE position = 230");
  await t.throwsAsync(startCheck(config), { instanceOf: StoreCorrupt, message: /between event 201/ });
  const other = await installed(t, 120);
  const store = await sqliteEventStore({ path: other.config.eventStore.path });
  await store.append('chat-2', 'no_stream', [ordinary(1)[0]!.event]);
  await store.close();
  await t.notThrowsAsync(startCheck(other.config));
});

test('[P10] anchors of another place count as well; one that is away says nothing', async t => {
  const { config } = await installed(t, 30);
  const bucket = { name: 'nats', read: async () => [{ count: 31, position: '31', hash: 'f'.repeat(64), at }] };
  const log = { warn: () => {} };
  const store = { ...bucket, write: async () => {} };
  const check = async (known: readonly Link[]) => withLog(config, opened => requireAnchored(opened, known));
  const mine = await auditSide(config).anchors.read();
  await t.throwsAsync(check([...mine, ...(await anchorsOf(store, log))]), { instanceOf: StoreCorrupt });
  const away = { ...store, read: () => Promise.reject(new Error('away')) };
  await t.notThrowsAsync(check([...mine, ...(await anchorsOf(away, log))]));
  const later = { reason: 'x', detail: 'y', acceptedAt: '2026-03-15T00:00:00.000Z' };
  t.deepEqual(await sinceAccepted(store, later).read(), [], 'what was anchored before it was accepted');
});

test('[P10] [D-33] binnacle audit verify holds the whole log against all anchors', async t => {
  const { config, run } = await installed(t);
  const whole = await run('audit', 'verify');
  t.is(whole.code, 0, whole.stderr);
  t.regex(whole.stdout, /whole: 250 events up to position 250; 3 anchors hold/);
  byHand(config, "UPDATE events SET data = replace(data, 'tg-1', 'tg-2') WHERE position = 7");
  const broken = await run('audit', 'verify');
  t.is(broken.code, 1);
  t.regex(broken.stderr, /between event 1 \(after 0\) and event 100.*\n→ /);
  t.like(JSON.parse((await run('audit', 'verify', '--json')).stdout), { whole: false, kind: 'changed' });
});

test('[P10] binnacle audit export writes lines that --export checks without the log, and finds one digit', async t => {
  const { run, folder, config } = await installed(t, 40);
  const out = join(folder, 'log.jsonl');
  const made = await run('audit', 'export', '--out', out);
  t.is(made.code, 0, made.stderr);
  const key = readFileSync(join(config.dataDirectory, 'audit/signing-key.pem.pub'), 'utf8').trim();
  rmSync(config.eventStore.path);
  t.regex((await run('audit', 'verify', '--export', out, '--key', key)).stdout, /whole: 40 events of harbour, signed/);
  const other = await run('audit', 'verify', '--export', out, '--key', 'another');
  t.is(other.code, 1);
  t.regex(other.stderr, /signed with another key/);
  const text = readFileSync(out, 'utf8');
  writeFileSync(out, text.replace('"updateId":3', '"updateId":4'));
  const edited = await run('audit', 'verify', '--export', out);
  t.is(edited.code, 1);
  t.regex(edited.stderr, /line 17: event 16 \(UpdateReceived\) is not what was chained/);
  t.is((await run('audit', 'verify', '--export', join(folder, 'nothing'))).code, 1);
});

test('[P10] [E7] a log that is not what was anchored is accepted by a person, with a reason, and then starts', async t => {
  const { config, run } = await installed(t);
  t.regex((await run('audit', 'accept', 'why not')).stderr, /nothing to accept/);
  byHand(config, 'DELETE FROM events WHERE position > 180');
  const { code, stdout, stderr } = await run('audit', 'accept', 'the backup of last night');
  t.is(code, 0, stderr);
  t.regex(stdout, /Accepted: the log ends with event 180/);
  await t.notThrowsAsync(startCheck(config));
  t.like(auditSide(config).accepted, { reason: 'the backup of last night' });
  const aside = readdirSync(join(config.dataDirectory, 'audit')).find(name => name.startsWith('set-aside-'))!;
  t.true(existsSync(join(config.dataDirectory, 'audit', aside, 'head.json')));
});

test('[P10] a damaged anchor stops the start too', async t => {
  const { config, run } = await installed(t);
  appendFileSync(join(config.dataDirectory, 'audit/anchors.jsonl'), 'nonsense\n');
  await t.throwsAsync(startCheck(config), { message: /line 3 is not an anchor/ });
  t.regex((await run('audit', 'verify')).stderr, /line 3 is not an anchor.*\n→ /);
  const { code, stderr } = await run('audit', 'accept', 'a disk full of errors');
  t.is(code, 0, stderr);
  await t.notThrowsAsync(startCheck(config));
  t.deepEqual(await anchorFiles(join(config.dataDirectory, 'audit')).read(), []);
});

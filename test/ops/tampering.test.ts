import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ExecutionContext, default as test } from 'ava';
import { openEventTable } from '../../adapters/sqlite/event-table.ts';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { anchorEvery, genesis, type Link, linked } from '../../domain/audit/chain.ts';
import { verifyChain } from '../../projections/verify-chain.ts';
import { handOn, ordinary } from './tampering.ts';

/**
 * Whatever is done to a log is found by holding it against its anchors. The dose of CI; the whole of it:
 * BINNACLE_TAMPERINGS=10000 npx ava --timeout=60m test/ops/tampering.test.ts
 */
const places = Number(process.env.BINNACLE_TAMPERINGS ?? 210);
const flips = Number(process.env.BINNACLE_TAMPERINGS ?? 120);

function directory(t: ExecutionContext): string {
  const made = mkdtempSync(join(tmpdir(), 'binnacle-tampering-'));
  t.teardown(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A log of ordinary traffic, `each` events an append; with gaps, every eighth position is free, as on other engines. */
function written(path: string, count: number, { each = 1, gaps = false } = {}): ReturnType<typeof openEventTable> {
  const table = openEventTable({ path, busyTimeoutMs: 1000, walAutocheckpointPages: 100_000, fileBytesMax: 2 ** 31 });
  const other = new DatabaseSync(path);
  const heads = new Map<string, number>();
  for (const [index, { stream, event }] of ordinary(count).entries()) {
    if (gaps && index % 7 === 6) other.exec('UPDATE sqlite_sequence SET seq = seq + 1');
    if (index % each === 0) table.begin();
    const expected = heads.get(stream) ?? -1;
    const fields = [event.id, event.type, JSON.stringify(event.data), JSON.stringify(event.metadata)];
    table.append({ stream, expected, recordedAt: '2026-03-01T00:00:00.000Z', fields } as never);
    heads.set(stream, expected + 1);
    if (index % each === each - 1 || index === count - 1) table.commit();
  }
  other.close();
  return table;
}

async function chainOf(path: string): Promise<Link[]> {
  const log = await openSqliteEventLog({ path });
  const links: Link[] = [];
  for await (const page of log.readAll()) for (const event of page) links.push(linked(links.at(-1) ?? genesis, event));
  await log.close();
  return links;
}

/** What would have been anchored: every hundredth link, and the head. */
const anchored = (links: readonly Link[]) =>
  links.filter(({ count }, index) => count % anchorEvery === 0 || index === links.length - 1);

test(`[P10] [D-33] each of ${places} positions edited, removed, moved, slipped in or cut off is found, and nothing else`, async t => {
  t.timeout(3_600_000);
  const path = join(directory(t), 'log.sqlite');
  written(path, places, { gaps: true }).close();
  const links = await chainOf(path);
  const anchors = anchored(links);
  t.is(links.length, places);
  const log = await openSqliteEventLog({ path });
  t.teardown(() => log.close());
  const hand = handOn(path);
  t.teardown(() => hand.close());
  const found: Record<string, number> = {};
  for (const [what, tamper] of Object.entries(hand.tamper))
    for (const index of hand.positions.keys()) {
      const undo = tamper(index);
      if (undo === undefined) continue;
      // From the anchor before, up to the next: what lies further is not touched, and the whole is verified below.
      const from = anchors.findLast(({ count }) => count <= index) ?? genesis;
      const verdict = await verifyChain(log, what === 'the log is cut' ? anchors : next(anchors, index), {
        from,
        toLastAnchor: true,
      });
      if (verdict.whole) t.fail(`${what} at event ${index + 1} was not found`);
      found[what] = (found[what] ?? 0) + 1;
      undo();
    }
  t.log(found);
  t.true(
    Object.values(found).every(count => count > 0),
    JSON.stringify(found),
  );
  t.like(
    await verifyChain(log, anchors),
    { whole: true, anchors: anchors.length },
    'and nothing where nothing was done',
  );
});

/** The two anchors after an event: moving it may show in either. */
function next(anchors: readonly Link[], index: number): Link[] {
  return anchors.filter(({ count }) => count > index).slice(0, 2);
}

test(`[P10] each of ${flips} bits flipped in the write-ahead log is found: a log that lost events is behind its anchor`, async t => {
  t.timeout(3_600_000);
  const folder = directory(t);
  const [path, copy] = [join(folder, 'log.sqlite'), join(folder, 'copy.sqlite')];
  const table = written(path, 500, { each: 5 });
  t.teardown(() => table.close());
  const links = await chainOf(path);
  const anchors = anchored(links);
  const wal = readFileSync(`${path}-wal`);
  t.true(wal.length > 200_000, `${wal.length} bytes`);
  // Spread over the whole file by a step that is prime to its length.
  const step = 7919 * 13;
  let [lost, changed, unreadable] = [0, 0, 0];
  for (let n = 0; n < flips; n += 1) {
    const bit = (n * step * 31) % (wal.length * 8);
    const flipped = Buffer.from(wal);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    copyFileSync(path, copy);
    writeFileSync(`${copy}-wal`, flipped);
    rmSync(`${copy}-shm`, { force: true });
    const verdict = await verdictOn(copy, anchors);
    if (verdict === 'whole') t.fail(`bit ${bit} of ${wal.length * 8} was not found`);
    if (verdict === 'cut') lost += 1;
    else if (verdict === 'unreadable') unreadable += 1;
    else changed += 1;
  }
  t.log({ lost, changed, unreadable });
  copyFileSync(path, copy);
  writeFileSync(`${copy}-wal`, wal);
  rmSync(`${copy}-shm`, { force: true });
  t.is(await verdictOn(copy, anchors), 'whole', 'and nothing where nothing was done');
});

async function verdictOn(path: string, anchors: readonly Link[]): Promise<string> {
  try {
    const log = await openSqliteEventLog({ path });
    try {
      const verdict = await verifyChain(log, anchors);
      return verdict.whole ? 'whole' : verdict.kind;
    } finally {
      await log.close();
    }
  } catch (error) {
    // The very first pages were in the part that is gone: there is no log to open.
    return (error as Error).name === 'StoreUnavailable' || (error as Error).name === 'StoreCorrupt'
      ? 'unreadable'
      : 'other';
  }
}

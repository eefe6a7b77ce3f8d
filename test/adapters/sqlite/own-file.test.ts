import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as test } from 'ava';
import { sqliteSnapshotCache } from '../../../adapters/sqlite/snapshot-cache.ts';
import { sqliteViews } from '../../../adapters/sqlite/views.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

test('the read models and the snapshots belong to their owner alone, and so do the files beside them', t => {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-own-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const views = sqliteViews({ path: join(directory, 'views.sqlite') });
  const cache = sqliteSnapshotCache(join(directory, 'snapshots.sqlite'), silent);
  cache.save('chat-1', 1, { revision: 0n, state: {} });
  const modes = readdirSync(directory).map(name => [name, statSync(join(directory, name)).mode & 0o777] as const);
  cache.close();
  views.close();
  t.true(modes.length >= 4);
  t.deepEqual(
    modes.filter(([, mode]) => mode !== 0o600),
    [],
  );
});

import type { Snapshot, ViewReader } from './ports.ts';
import type { Projection } from './projection.ts';
import { journal, keyed, type RowOf } from './table.ts';

/** Events this program cannot read: they are skipped by every other view, counted and shown here. */

const totals = keyed('totals', { id: 'integer', count: 'integer' }, { key: ['id'] });
const latest = journal(
  'latest',
  { position: 'position', stream: 'text', type: 'text', why: 'text', recordedAt: 'text' },
  { keep: 50 },
);

export const unreadProjection: Projection = {
  name: 'unread',
  version: 1,
  tables: [totals, latest],
  handles: [],
  apply: () => {},
  applyUnread(rows, unread) {
    const count = rows.get(totals, 0)?.count ?? 0;
    rows.put(totals, { id: 0, count: count + 1 });
    rows.insert(latest, { ...unread, why: unread.why.slice(0, 300) });
  },
};

export function unreadCount(models: ViewReader): number {
  return models.read(snapshot => countIn(snapshot));
}

/** `latest`: at most 50, newest first. */
export function unreadEvents(snapshot: Snapshot): { count: number; latest: RowOf<(typeof latest)['columns']>[] } {
  return { count: countIn(snapshot), latest: snapshot.select('unread', latest, { order: 'newest', limit: 50 }) };
}

function countIn(snapshot: Snapshot): number {
  return snapshot.select('unread', totals, { limit: 1 })[0]?.count ?? 0;
}

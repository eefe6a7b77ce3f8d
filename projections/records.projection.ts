import type { Projection } from './projection.ts';
import { journal } from './table.ts';
import { wordsFor } from './wording.ts';

/** The latest of what happened, in words: the newest `keep` events. */

export function recordsTable(keep: number) {
  if (keep < 500) throw new RangeError(`at least the latest 500 records are kept, not ${keep}`);
  return journal(
    'latest',
    {
      position: 'position',
      at: 'text',
      level: 'text',
      stream: 'text',
      type: 'text',
      code: 'text?',
      correlationId: 'text',
      text: 'text',
    },
    { keep },
  );
}

export function recordsProjection(table: ReturnType<typeof recordsTable>): Projection {
  return {
    name: 'records',
    version: 1,
    tables: [table],
    handles: 'all',
    apply(rows, event) {
      const { position, stream, type, metadata, recordedAt: at } = event;
      rows.insert(table, { position, at, stream, type, correlationId: metadata.correlationId, ...wordsFor(event) });
    },
  };
}

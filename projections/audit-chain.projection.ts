import { anchorEvery, genesis, linked } from '../domain/audit/chain.ts';
import type { Projection } from './projection.ts';
import { journal, keyed } from './table.ts';

/** The chain of hashes as it grows, and what was last said of it. */

/** One row: the chain up to the last event that is in this view. */
export const chainHeadTable = keyed(
  'head',
  { id: 'integer', count: 'integer', position: 'text', hash: 'text', recordedAt: 'text' },
  { key: ['id'] },
);

/** Every `anchorEvery`-th link: what is anchored outside of the log is taken from here. */
export const linksTable = journal(
  'links',
  { count: 'integer', position: 'text', hash: 'text', recordedAt: 'text' },
  { keep: 100_000, indexes: [['count']] },
);

/** The latest fact of each type of stream `audit-chain`. */
export const saidTable = keyed('said', { type: 'text', at: 'text', data: 'text' }, { key: ['type'] });

const said = new Set(['CheckpointSigned', 'ChainVerified', 'ChainBroken', 'ChainAccepted']);

export const auditChainProjection: Projection = {
  name: 'audit-chain',
  version: 1,
  tables: [chainHeadTable, linksTable, saidTable],
  handles: 'all',
  apply: () => {},
  applyRecorded(rows, event) {
    const { type, data, recordedAt } = event;
    const before = rows.get(chainHeadTable, 0) ?? genesis;
    const { count, position, hash } = linked(before, event);
    rows.put(chainHeadTable, { id: 0, count, position, hash, recordedAt });
    if (count % anchorEvery === 0) rows.insert(linksTable, { count, position, hash, recordedAt });
    if (said.has(type) && event.stream === 'audit-chain')
      rows.put(saidTable, { type, at: String(data.at), data: JSON.stringify(data) });
  },
};

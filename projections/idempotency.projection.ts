import { commandIdOf } from '../domain/gateway/route.ts';
import type { Projection } from './projection.ts';
import { journal } from './table.ts';

/** What was seen under which key: the first time (`first`), again (`replay`), again with other content (`conflict`). */

export function idempotencyTable(keep: number) {
  return journal(
    'seen',
    { position: 'position', key: 'text', outcome: 'text', stream: 'text', at: 'text', correlationId: 'text' },
    { keep, indexes: [['key'], ['at']] },
  );
}

const outcomes: Record<string, 'first' | 'replay' | 'conflict'> = {
  UpdateReceived: 'first',
  CommandAccepted: 'first',
  IdempotentReplay: 'replay',
  IdempotencyConflict: 'conflict',
};

export function idempotencyProjection(table: ReturnType<typeof idempotencyTable>): Projection {
  return {
    name: 'idempotency',
    version: 1,
    tables: [table],
    handles: Object.keys(outcomes),
    apply(rows, { type, data, position, stream, metadata: { correlationId }, recordedAt: at }) {
      // A command that came as an update has been noted with the update.
      if (type === 'CommandAccepted' && /^tg-\d+$/.test(data.commandId as string)) return;
      const key =
        type === 'UpdateReceived' ? commandIdOf(data.updateId as number) : ((data.key ?? data.commandId) as string);
      rows.insert(table, { position, key, outcome: outcomes[type]!, stream, at, correlationId });
    },
  };
}

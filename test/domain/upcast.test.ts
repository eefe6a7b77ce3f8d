import { default as test } from 'ava';
import type { RecordedEvent } from '../../domain/message.ts';
import { asWritten, decode } from '../../domain/upcast.ts';

const recorded = (data: RecordedEvent['data'], schema = 1, type = 'ChatMigrated'): RecordedEvent => ({
  ...{ stream: 'chat-1', revision: 0n, position: 1n, recordedAt: '2026-01-01T00:00:00.000Z' },
  ...{ id: '00000000-0000-4000-8000-000000000000', type, data },
  metadata: {
    ...{ correlationId: 'tg-1', causationId: 'tg-1', actor: { id: 'tg:7', role: 'viewer' } },
    ...{ schema, build: '0.1.0', config: '', traffic: 'real' },
  },
});
const moved = { toChatId: -5, at: '2026-01-01T00:00:00.000Z' };

test('an event that is not of its shape is not known when it is read, whoever wrote it', t => {
  t.like(decode(recorded({ ...moved, toChatId: 'elsewhere' })), { known: false });
  t.like(decode(recorded(moved)), { known: true, event: { data: moved } });
});

test('what this process wrote is taken as it is, if it is of a type and a version of today', t => {
  const event = recorded(moved);
  t.is(asWritten(event).event, event);
  t.like(asWritten(recorded(moved, 2)), { known: false });
  t.like(asWritten(recorded(moved, 1, 'ChatMoved')), { known: false });
});

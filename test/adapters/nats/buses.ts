import type { ExecutionContext } from 'ava';
import type { BusChange, Delivery } from '../../../actors/ports.ts';
import type { ManagedServer } from '../../../adapters/nats/managed-server.ts';
import { natsBus } from '../../../adapters/nats/nats-bus.ts';
import type { Duplicate, Parked, Poison, Stalled } from '../../../adapters/nats/reports.ts';
import type { NatsBusOptions } from '../../../adapters/nats/settings.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { Command } from '../../../domain/message.ts';
import { journal } from './journal.ts';
import { testLog } from './real-server.ts';

/** A bus on a test's server, with everything it tells kept in journals. */
export async function realBus(
  t: ExecutionContext,
  server: Pick<ManagedServer, 'url' | 'credentials'>,
  options: Partial<NatsBusOptions> = {},
) {
  const { log, logged } = testLog();
  const changes = journal<BusChange>();
  const poisons = journal<Poison>();
  const parked = journal<Parked>();
  const duplicates = journal<Duplicate>();
  const stalls = journal<Stalled>();
  const bus = await natsBus({
    servers: server.url,
    credentials: server.credentials,
    onPoison: poisons.add,
    onParked: parked.add,
    onDuplicate: duplicates.add,
    onStalled: stalls.add,
    log,
    ...options,
  });
  t.teardown(() => bus.close());
  bus.onChange(changes.add);
  return { bus, changes, poisons, parked, duplicates, stalls, logged };
}

/** A command whose id is its message id. */
export function command(id: string, stream: StreamName, data: Command['data'] = {}): Command {
  const actor = { id: 'system:test', role: 'system' } as const;
  return { id, stream, type: 'Note', data, correlationId: id, causationId: id, actor, traffic: 'synthetic' };
}

export const idOf = ({ command }: Delivery) => (command as Command).id;

/** A door that handlers wait at. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

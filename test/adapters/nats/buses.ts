import type { ExecutionContext } from 'ava';
import type { BusChange } from '../../../actors/ports.ts';
import type { ManagedServer } from '../../../adapters/nats/managed-server.ts';
import { natsBus } from '../../../adapters/nats/nats-bus.ts';
import type { Duplicate, Parked, Poison, Stalled } from '../../../adapters/nats/reports.ts';
import type { NatsBusOptions } from '../../../adapters/nats/settings.ts';
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

/** A door that handlers wait at. */
export function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

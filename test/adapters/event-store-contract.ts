import { appendContract } from './event-store-contract/appends.ts';
import { idempotenceTest } from './event-store-contract/idempotence.ts';
import { readContract } from './event-store-contract/reads.ts';
import { repeatContract } from './event-store-contract/repeats.ts';
import type { OpenStore } from './event-store-contract/samples.ts';
import { subscriptionContract } from './event-store-contract/subscriptions.ts';

/**
 * The promises of the ports `EventStore` and `EventLog`, as tests every engine runs.
 *
 * Each test opens a store of its own and closes it; `open` sees to it when the test fails before. Nothing is assumed
 * about the log: it may hold other events, and its positions may have gaps. The tests run one after another, so that
 * what they wait for is their own engine. Faults are asked for only where the engine offers them.
 */
export function eventStoreContract(name: string, open: OpenStore): void {
  appendContract(name, open);
  repeatContract(name, open);
  idempotenceTest(name, open, false);
  readContract(name, open);
  subscriptionContract(name, open);
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { managedNatsServer } from '../../../adapters/nats/managed-server.ts';
import { type NatsBus, natsBus } from '../../../adapters/nats/nats-bus.ts';
import { command } from './commands.ts';

/**
 * Measures the bus on a nats-server of its own: `node test/adapters/nats/bench.ts [file|memory]`.
 * 64 streams over 16 partitions; about 15 s on two cores.
 */

const storage = process.argv[2] === 'memory' ? 'memory' : 'file';
const commands = 30_000;
const roundTrips = 3_000;
const log = { debug() {}, info() {}, warn: console.warn, error: console.error };
const directory = mkdtempSync(join(tmpdir(), 'binnacle-bench-'));
let published = 0;
let onDelivery = () => {};

const startedAt = performance.now();
const server = await managedNatsServer({ directory, log });
const serverMs = performance.now() - startedAt;
const options = { servers: server.url, credentials: server.credentials, exclusive: true, log };
const bus = await natsBus({ ...options, stream: { storage } });
const consuming = await bus.consume(async () => onDelivery());
const readyMs = performance.now() - startedAt;
show('start', { 'server healthy, ms': serverMs, 'bus consuming, ms': readyMs - serverMs, 'together, ms': readyMs });

await live(5_000, 64);
for (const inFlight of [64, 256])
  show(`publish → handle → acknowledge, ${inFlight} in flight`, await live(commands, inFlight));
show('one at a time', await latency());
await consuming.stop();
for (const inFlight of [64, 256])
  show(`publish only, ${inFlight} in flight`, { 'a second': await publishAll(commands, inFlight) });
show('backlog', { 'handled a second': await drain(commands * 2) });
await bus.close();
await server.stop();
rmSync(directory, { recursive: true });

async function live(total: number, inFlight: number) {
  const from = performance.now();
  const all = deliveries(total);
  const publishedASecond = await publishAll(total, inFlight);
  await all;
  return { 'published a second': publishedASecond, 'handled a second': (total / (performance.now() - from)) * 1_000 };
}

async function latency() {
  const delivered: number[] = [];
  const both: number[] = [];
  for (let trip = 0; trip < roundTrips; trip += 1) {
    const from = performance.now();
    const delivery = deliveries(1).then(() => delivered.push(performance.now() - from));
    await Promise.all([publish(bus), delivery]);
    both.push(performance.now() - from);
  }
  return {
    'to the handler p50, ms': at(delivered, 0.5),
    'p99, ms': at(delivered, 0.99),
    'and confirmed p50, ms': at(both, 0.5),
  };
}

async function drain(total: number): Promise<number> {
  const from = performance.now();
  const all = deliveries(total);
  const again = await bus.consume(async () => onDelivery());
  await all;
  const spentMs = performance.now() - from;
  await again.stop();
  return (total / spentMs) * 1_000;
}

async function publishAll(total: number, inFlight: number): Promise<number> {
  const from = performance.now();
  let left = total;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      await publish(bus);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (total / (performance.now() - from)) * 1_000;
}

function publish(to: NatsBus): Promise<void> {
  published += 1;
  const id = `c-${published}`;
  return to.publish(command(id, `chat-${published % 64}`, { text: 'the words of a command of usual length' }), id);
}

function deliveries(total: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = total;
  onDelivery = () => {
    missing -= 1;
    if (missing === 0) resolve();
  };
  return promise;
}

function at(values: number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * share)]!;
}

function show(what: string, figures: Record<string, number>): void {
  const shown = Object.entries(figures).map(([name, figure]) => `${name}: ${figure.toFixed(figure < 10 ? 3 : 0)}`);
  console.log(`${storage.padEnd(7)} ${what.padEnd(48)} ${shown.join('   ')}`);
}

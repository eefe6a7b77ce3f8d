import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Delivery } from '../../../actors/ports.ts';
import { managedNatsServer } from '../../../adapters/nats/managed-server.ts';
import { natsBus } from '../../../adapters/nats/nats-bus.ts';
import { command, idOf } from './commands.ts';

/**
 * Kills the nats-server again and again under load, and counts what became of every confirmed command:
 * `node test/adapters/nats/soak.ts [kills]`. Fails when one is lost. About a second for each kill.
 */

const kills = Number(process.argv[2] ?? 20);
const lanes = 16;
const settleWithinMs = 40_000;
const log = { debug() {}, info() {}, warn() {}, error: console.error };
const directory = mkdtempSync(join(tmpdir(), 'binnacle-soak-'));
const server = await managedNatsServer({ directory, restart: { minMs: 100, maxMs: 150 }, log });
const bus = await natsBus({ servers: server.url, credentials: server.credentials, exclusive: true, log });

const gaps: number[] = [];
let tellUp = () => {};
bus.onChange(change => {
  if (change.state === 'down') return;
  gaps.push(change.gapMs);
  tellUp();
});
const confirmed = new Set<string>();
const deliveries = new Map<string, number>();
await bus.consume(async (delivery: Delivery) => {
  deliveries.set(idOf(delivery), (deliveries.get(idOf(delivery)) ?? 0) + 1);
});

let published = 0;
let stopping = false;
const publishing = Array.from({ length: lanes }, publishOn);
for (let kill = 0; kill < kills; kill += 1) {
  await pause(50 + Math.random() * 200);
  const up = new Promise<void>(resolve => {
    tellUp = resolve;
  });
  const pid = server.pid();
  if (pid === undefined) continue;
  process.kill(pid, 'SIGKILL');
  await up;
}
stopping = true;
await Promise.all(publishing);

const endedAt = performance.now();
const lost = () => [...confirmed].filter(id => !deliveries.has(id)).length;
while (lost() > 0 && performance.now() - endedAt < settleWithinMs) await pause(50);
console.log({
  kills: gaps.length,
  confirmed: confirmed.size,
  lost: lost(),
  'delivered more than once': [...deliveries.values()].filter(times => times > 1).length,
  'all delivered after ms': Math.round(performance.now() - endedAt),
  'longest gap, ms': Math.max(...gaps),
});
process.exitCode = lost() > 0 ? 1 : 0;
await bus.close();
await server.stop();
rmSync(directory, { recursive: true });

async function publishOn(): Promise<void> {
  while (!stopping) {
    published += 1;
    const id = `c-${published}`;
    await bus.publish(command(id, `chat-${published % 64}`), id).then(
      () => confirmed.add(id),
      // What is not confirmed does not count: the log brings it again.
      () => pause(5),
    );
    await pause(2);
  }
}

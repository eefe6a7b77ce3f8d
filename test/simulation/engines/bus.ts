import { type BusChange, BusUnavailable, type Delivery } from '../../../actors/ports.ts';
import { partitionOf } from '../../../adapters/nats/partition.ts';
import type { Command } from '../../../domain/message.ts';
import type { Engines } from '../../../ops/program/engines.ts';
import type { Reports } from '../../../ops/program/reports.ts';
import type { Wire } from './wire.ts';

interface Message {
  partition: number;
  command: unknown;
  id: string;
  deliveries: number;
  notBeforeMs: number;
}

const partitions = 4;
const maxDeliver = 5;
const redeliverMs = 300;

/** The server's side: what it holds outlives the program, unless it is wiped. */
export class BusServer {
  messages: Message[] = [];
  readonly ids = new Set<string>();
  /** No leader: nothing can be published. */
  leaderless = false;
  /** Nothing is delivered. */
  stalled = false;

  wipe(): void {
    this.messages = [];
    this.ids.clear();
  }

  /** `twice`: stored again under an id that the window has forgotten. */
  store(command: unknown, id: string, delayMs: number, twice: boolean): void {
    if (this.ids.has(id)) return;
    this.ids.add(id);
    const partition = partitionOf((command as Command).stream ?? 'none-0', partitions);
    const message = { partition, command, id, deliveries: 0, notBeforeMs: delayMs };
    this.messages.push(message, ...(twice ? [{ ...message }] : []));
  }
}

/** The bus as one life of the program has it: in order within a partition, one delivery at a time. */
export function bus(server: BusServer, wire: Wire, reports: Pick<Reports, 'onParked' | 'onPoison'>): Engines['bus'] {
  const { world, owner, chance } = wire;
  const listeners: ((change: BusChange) => void)[] = [];
  const busy = new Set<number>();
  let handle: ((delivery: Delivery) => Promise<void>) | undefined;
  let lostAtMs: number | undefined;
  /** One connection: what was published first arrives first. */
  let lastArrivalMs = 0;
  world.in(50, '', look, owner);

  /** Sees whether there is a leader, and hands out what is due. */
  function look(): void {
    if (server.leaderless && lostAtMs === undefined) {
      lostAtMs = world.ms;
      for (const listener of listeners) listener({ state: 'down', cause: 'no leader' });
    } else if (!server.leaderless && lostAtMs !== undefined) {
      const gapMs = Math.round(world.ms - lostAtMs);
      lostAtMs = undefined;
      for (const listener of listeners) listener({ state: 'up', gapMs });
    }
    if (wire.strikes('bus.garbage'))
      server.store({ stream: 'none-0', nonsense: true }, `garbage-${world.ms}`, 0, false);
    hand();
    world.in(50, '', look, owner);
  }

  function hand(): void {
    if (handle === undefined || server.stalled || server.leaderless) return;
    for (let partition = 0; partition < partitions; partition++) {
      if (busy.has(partition)) continue;
      const message = server.messages.find(held => held.partition === partition);
      if (message === undefined || message.notBeforeMs > world.ms) continue;
      busy.add(partition);
      void deliver(message, handle).finally(() => busy.delete(partition));
    }
  }

  async function deliver(message: Message, take: (delivery: Delivery) => Promise<void>): Promise<void> {
    const { command, id } = message;
    message.deliveries++;
    const { deliveries: attempt } = message;
    await wire.call(`deliver ${id} #${attempt}`, chance.between(0.1, 5), () => {});
    const cause = await take({ command: structuredClone(command), attempt }).then(
      () => undefined,
      (error: Error) => error,
    );
    await wire.call(`${cause === undefined ? 'ack' : 'nak'} ${id}`, chance.between(0.1, 1), () => {
      if (cause === undefined && !wire.strikes('bus.redeliver')) return remove(message);
      if (message.deliveries >= maxDeliver) {
        remove(message);
        const detail = cause?.message ?? 'never acknowledged';
        return reports.onParked({ cause: 'max_deliveries', detail, subject: 'cmd', deliveries: message.deliveries });
      }
      message.notBeforeMs = world.ms + redeliverMs;
    });
    hand();
  }

  function arrivesAfter(): number {
    lastArrivalMs = Math.max(lastArrivalMs + 0.01, world.ms + chance.between(0.1, 5));
    return lastArrivalMs - world.ms;
  }

  function remove(message: Message): void {
    server.messages = server.messages.filter(held => held !== message);
  }

  return {
    publish: (command, messageId) =>
      wire.call(`publish ${messageId}`, arrivesAfter(), () => {
        const failed = new BusUnavailable('simulated: not known to be stored');
        if (server.leaderless || wire.strikes('bus.drop')) throw failed;
        if (wire.strikes('bus.acked-not-stored')) return;
        const delayMs = wire.strikes('bus.delay') ? 4_000 * wire.faults.detail('bus.delay') : 0;
        server.store(structuredClone(command), messageId, world.ms + delayMs, wire.strikes('bus.duplicate'));
        hand();
        if (wire.strikes('bus.ack-lost')) throw failed;
      }),
    consume: taking =>
      wire.call('consume', 1, () => {
        handle = taking;
        return {
          stop: () =>
            wire.call('stop consuming', 1, () => {
              handle = undefined;
            }),
        };
      }),
    onChange: tell => listeners.push(tell),
    status: () => ({
      state: server.leaderless ? 'down' : 'up',
      cause: undefined,
      server: 'simulated',
      inFlight: busy.size,
    }),
  };
}

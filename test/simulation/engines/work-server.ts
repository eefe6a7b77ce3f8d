import { BusUnavailable } from '../../../actors/ports.ts';
import type { Recall, WorkOffer, WorkQueue } from '../../../actors/work/ports.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Owner } from '../kernel/agenda.ts';
import type { BusServer } from './bus.ts';
import type { Wire } from './wire.ts';

interface Held {
  offer: WorkOffer;
  id: string;
  deliveries: number;
  notBeforeMs: number;
  /** Who has it, until when nobody else gets it. */
  with?: { owner: Owner; untilMs: number };
}

const maxDeliver = 5;
/** So long the server waits for a word about an offer that somebody has. */
const ackWaitMs = 3_000;
const lookMs = 100;

/** The offers on the server: they outlive every process, unless it is wiped. In any order, at least once. */
export class WorkServer {
  offers: Held[] = [];
  readonly ids = new Set<string>();
  readonly tellers = new Map<Owner, (recall: Recall) => void>();

  wipe(): void {
    this.offers = [];
    this.ids.clear();
  }

  store(offer: WorkOffer, notBeforeMs: number, twice: boolean): void {
    const id = `job:${offer.jobId}:fence:${offer.fence}`;
    if (this.ids.has(id)) return;
    this.ids.add(id);
    const held = { offer, id, deliveries: 0, notBeforeMs };
    this.offers.push(held, ...(twice ? [{ ...held }] : []));
  }

  remove(held: Held): void {
    this.offers = this.offers.filter(other => other !== held);
    // The window in which a repeat is known is short.
    if (!this.offers.some(({ id }) => id === held.id)) this.ids.delete(held.id);
  }
}

/** The queue of work as one life of a process has it. */
export function workQueue(server: WorkServer, bus: BusServer, wire: Wire): WorkQueue {
  const { world, owner, chance } = wire;
  return {
    offer: offer =>
      wire.call(`offer ${offer.jobId} fence ${offer.fence}`, chance.between(0.1, 5), () => {
        const failed = new BusUnavailable('simulated: not known to be stored');
        if (bus.leaderless || wire.strikes('work.drop')) throw failed;
        if (wire.strikes('work.acked-not-stored')) return;
        const delayMs = wire.strikes('work.delay') ? 5_000 * wire.faults.detail('work.delay') : 0;
        server.store(structuredClone(offer), world.ms + delayMs, wire.strikes('work.duplicate'));
      }),
    recall(recall) {
      world.in(chance.between(0.1, 20), '', () => {
        if (bus.leaderless || wire.strikes('work.recall-lost')) return;
        for (const [listener, tell] of server.tellers)
          if (listener.alive) world.in(1, '', () => tell(recall), listener);
      });
    },
    onRecall: tell => void server.tellers.set(owner, tell),
    consume(jobClass, slots, handle) {
      let busy = 0;
      let stopped = false;
      const look = () => {
        if (stopped) return;
        world.in(lookMs, '', look, owner);
        if (bus.leaderless || bus.stalled) return;
        while (busy < slots) {
          const held = next();
          if (held === undefined) return;
          busy++;
          void take(held).finally(() => busy--);
        }
      };
      look();
      return Promise.resolve({
        stop: async () => {
          stopped = true;
        },
      });

      function next(): Held | undefined {
        const due = server.offers.filter(
          ({ offer, notBeforeMs, with: by }) =>
            offer.jobClass === jobClass &&
            notBeforeMs <= world.ms &&
            (by === undefined || (by.untilMs <= world.ms && (!by.owner.alive || by.owner.stillUntilMs > world.ms))),
        );
        return due.length > 1 && wire.strikes('work.reorder') ? chance.pick(due) : due[0];
      }

      async function take(held: Held): Promise<void> {
        held.deliveries++;
        held.with = { owner, untilMs: world.ms + ackWaitMs };
        await wire.call(`hand out ${held.id} #${held.deliveries}`, chance.between(0.1, 5), () => {});
        const cause = await handle(structuredClone(held.offer)).then(
          () => undefined,
          (error: Error) => error,
        );
        await wire.call(`${cause === undefined ? 'done with' : 'give back'} ${held.id}`, chance.between(0.1, 1), () => {
          delete held.with;
          if (held.deliveries >= maxDeliver || (cause === undefined && !wire.strikes('work.redeliver')))
            return server.remove(held);
          held.notBeforeMs = world.ms + ((cause instanceof Refusal ? cause.retryAfterMs : undefined) ?? 1_000);
        });
      }
    },
  };
}

import { StoreError, StoreUnavailable } from '../../../actors/ports.ts';
import type { JobOrders, Standing } from '../../../actors/work/ports.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Engines } from '../../../ops/program/engines.ts';
import type { Owner } from '../kernel/agenda.ts';
import type { BusServer } from './bus.ts';
import { raise } from './event-store.ts';
import type { Wire } from './wire.ts';

type Service = Parameters<NonNullable<Engines['workers']>['serve']>[0];

/** Longer than an append may take. */
const answerTimeoutMs = 8_000;

/** Where orders of workers are answered: by the program, while there is one. */
export class OrderDesk {
  service: (Service & { owner: Owner }) | undefined;
}

/** Request and reply, as one life of a worker has it: what is not answered may have been recorded. */
export function distantOrders(
  desk: OrderDesk,
  bus: BusServer,
  wire: Wire,
): { orders: JobOrders; held(place: string): Promise<string[]> } {
  return {
    orders: {
      give: (jobId, type, data, id) =>
        ask(`order ${type} to ${jobId}`, ({ orders }) =>
          orders.give(jobId, type, structuredClone(data), id).then(brief),
        ),
      look: jobId => ask(`look at ${jobId}`, ({ orders }) => orders.look(jobId).then(brief)),
    },
    held: place => ask(`what ${place} holds`, ({ held }) => held(place)),
  };

  function ask<Said>(label: string, work: (service: Service) => Promise<Said>): Promise<Said> {
    return wire.later<Said>(label, wire.chance.between(0.1, 5), answer => {
      let settled = false;
      const once = (result: () => Said) => {
        if (!settled) answer(result);
        settled = true;
      };
      const nobody = () => once(() => raise(unanswered()));
      const { service } = desk;
      if (bus.leaderless || wire.strikes('work.order-lost') || service?.owner.alive !== true)
        return void wire.world.in(500, '', nobody, wire.owner);
      wire.world.in(answerTimeoutMs, '', nobody, wire.owner);
      const cut = wire.strikes('work.answer-lost');
      const reply = (result: () => Said) => void (cut || !service.owner.alive || once(result));
      // The turn is the program's: while it stands still nobody answers.
      wire.world.in(
        0,
        '',
        () =>
          void work(service).then(
            said => reply(() => structuredClone(said)),
            // Whoever cannot answer says nothing, and the worker asks again.
            error => {
              if (error instanceof Refusal) reply(() => raise(error));
              else if (error instanceof StoreError) reply(() => raise(unanswered(error)));
            },
          ),
        service.owner,
      );
    });
  }
}

function brief({ job, ...standing }: Standing): Standing {
  const { result: _, progress: _progress, ...rest } = job;
  return { ...standing, job: { ...rest, taken: [] } };
}

function unanswered(cause?: unknown): StoreUnavailable {
  return new StoreUnavailable('nobody takes the order', { hint: 'Simulated.', cause });
}

import type { EventStore } from '../../actors/ports.ts';
import type { JobOrders } from '../../actors/work/ports.ts';
import type { NewEvent } from '../../domain/message.ts';
import type { Plant } from './plant.ts';

type Append = EventStore['append'];

/** Bugs of jobs, planted around the ports. */
export const jobPlants: Record<string, Plant> = {
  'approve-dispatches': {
    says: 'the last yes queues the job as well',
    withinSeeds: 10,
    engines: engines => ({ ...engines, store: { ...engines.store, append: dispatching(engines.store.append) } }),
  },
  'fencing-off': {
    says: 'a worker’s last word counts under whatever token the job has, and a run begins again under its name',
    withinSeeds: 150,
    nameless: true,
    worker: engines => ({ ...engines, orders: unfenced(engines.orders) }),
  },
  'no-effect-key': {
    says: 'whoever looks for what a run left behind finds nothing, and a name begins twice',
    withinSeeds: 40,
    nameless: true,
  },
  'claim-any': {
    says: 'a claim is recorded at whatever revision the job has',
    withinSeeds: 60,
    engines: (engines, { headOf }) => ({
      ...engines,
      store: {
        ...engines.store,
        append: (stream, expected, events) =>
          engines.store.append(stream, events[0]?.type === 'LeaseClaimed' ? headOf(stream) : expected, events),
      },
    }),
  },
  'work-early-ack': {
    says: 'an offer is done with before it is worked off, and nothing of jobs is taken from the log',
    withinSeeds: 20,
    engines: engines => ({
      ...engines,
      projections: {
        ...engines.projections,
        openWork: async () => ({ ...(await engines.projections.openWork()), jobs: [] }),
      },
    }),
    worker: engines => ({
      ...engines,
      queue: {
        ...engines.queue,
        consume: (jobClass, slots, handle) =>
          engines.queue.consume(jobClass, slots, async offer => {
            void handle(offer).catch(() => {});
          }),
      },
    }),
  },
};

function dispatching(append: Append): Append {
  return (stream, expected, events) => {
    const approved = events.find(({ type }) => type === 'JobApproved');
    const isAlone = approved !== undefined && events.every(({ type }) => /^(ApprovalRecorded|JobApproved)$/.test(type));
    if (!isAlone || events.length < 2) return append(stream, expected, events);
    const { by, at, expiresAt } = approved.data;
    const { commandId } = events[0]!.data;
    const data = { by, mode: 'supervised', commandId, availableAt: at, at, expiresAt } as NewEvent['data'];
    const queued: NewEvent = { ...approved, type: 'JobQueued', id: approved.id.replace(/.$/, '0'), data };
    return append(stream, expected, [...events, queued]);
  };
}

function unfenced(orders: JobOrders): JobOrders {
  return {
    ...orders,
    async give(jobId, type, data, id) {
      if (type !== 'Succeed' && type !== 'Fail') return orders.give(jobId, type, data, id);
      const { job } = await orders.look(jobId);
      return orders.give(jobId, type, { ...data, fence: job.lease?.fence ?? data.fence }, id);
    },
  };
}

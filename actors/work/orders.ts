import { jobStream } from '../../domain/job/id.ts';
import type { Job } from '../../domain/job/state.ts';
import type { JobClass } from '../../domain/job/work.ts';
import { Refusal } from '../../domain/refusal.ts';
import { systemAgent } from '../actor.ts';
import type { ActorSystem } from '../system.ts';
import type { Desk } from './desk.ts';
import { requireTaken, type Standing, standing } from './outcome.ts';

/** What a worker has to say of a job, or asks of it. */
export const workerOrders = [
  'Claim',
  'Beat',
  'TellProgress',
  'Succeed',
  'Fail',
  'Yield',
  'Release',
  'Reclaim',
  'Adopt',
] as const;
export type WorkerOrder = (typeof workerOrders)[number];

/** How workers speak with jobs, in this process or from another one. The chain of an order is the job's own. */
export interface JobOrders {
  /**
   * Resolves with where the job stands then. The same `id` again changes nothing.
   * @throws {Refusal} as the rules say; {@link StoreError} nothing was recorded, or it is not known: the same again.
   */
  give(jobId: string, type: WorkerOrder, data: Record<string, unknown>, id: string): Promise<Standing>;
}

export interface JobOrdersPorts {
  system: () => Pick<ActorSystem, 'tell' | 'wake' | 'peek'>;
  desk: Pick<Desk, 'claim'>;
}

/** Where the actors are: a claim is decided with the room that there is at that moment. */
export function jobOrders({ system, desk }: JobOrdersPorts): JobOrders {
  return {
    async give(jobId, type, data, id) {
      const stream = jobStream(jobId);
      await system().wake(stream);
      const known = system().peek(stream)?.context as Job | undefined;
      if (known === undefined) throw new Refusal('upstream_unavailable', `The actor of ${stream} has just ended.`);
      const { request, last } = known;
      if (request === undefined) throw new Refusal('not_found', `There is no job ${jobId}.`);
      const chain = { correlationId: last.correlationId, causationId: last.eventId };
      const order = { id, stream, type, actor: systemAgent('worker'), traffic: 'real' as const, ...chain };
      const tell = (all: Record<string, unknown>) => system().tell({ ...order, data: all });
      const { state } = await (type === 'Claim' ? claiming(request.spec.class, tell, data) : tell(data));
      requireTaken(id, state.context);
      return standing(jobId, state)!;
    },
  };

  /** The place is held until the claim is recorded, and counted by its facts from then on. */
  async function claiming<Told>(
    jobClass: JobClass,
    tell: (data: Record<string, unknown>) => Promise<Told>,
    data: Record<string, unknown>,
  ): Promise<Told> {
    const { room, done } = desk.claim(jobClass);
    try {
      return await tell({ ...data, room });
    } finally {
      done();
    }
  }
}

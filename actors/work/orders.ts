import { jobStream } from '../../domain/job/id.ts';
import type { JobClass } from '../../domain/job/work.ts';
import { Refusal } from '../../domain/refusal.ts';
import { systemAgent } from '../actor.ts';
import type { ActorSystem } from '../system.ts';
import type { Desk } from './desk.ts';
import { requireTaken, standing } from './outcome.ts';
import type { JobOrders, Standing } from './ports.ts';

export interface JobOrdersPorts {
  system: () => Pick<ActorSystem, 'tell' | 'wake' | 'peek'>;
  desk: Pick<Desk, 'claim'>;
}

/** Where the actors are: a claim is decided with the room that there is at that moment. */
export function jobOrders({ system, desk }: JobOrdersPorts): JobOrders {
  return {
    async give(jobId, type, data, id) {
      const stream = jobStream(jobId);
      const { job } = await look(jobId);
      const { last } = job;
      const chain = { correlationId: last.correlationId, causationId: last.eventId };
      const order = { id, stream, type, actor: systemAgent('worker'), traffic: 'real' as const, ...chain };
      const tell = (all: Record<string, unknown>) => system().tell({ ...order, data: all });
      const { state } = await (type === 'Claim' ? claiming(job.request!.spec.class, tell, data) : tell(data));
      requireTaken(id, state.context);
      return standing(jobId, state)!;
    },
    look,
  };

  /** The actor's own state, woken if need be: it is the one that decides. */
  async function look(jobId: string): Promise<Standing> {
    const stream = jobStream(jobId);
    await system().wake(stream);
    const snapshot = system().peek(stream);
    if (snapshot === undefined) throw new Refusal('upstream_unavailable', `The actor of ${stream} has just ended.`);
    const known = standing(jobId, snapshot);
    if (known === undefined) throw new Refusal('not_found', `There is no job ${jobId}.`);
    return known;
  }

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

import type { StreamName } from '../../domain/ids.ts';
import type { JobCommand, JobOrder } from '../../domain/job/commands.ts';
import { jobIdOf, jobStream } from '../../domain/job/id.ts';
import { terminalStates } from '../../domain/job/machine.ts';
import type { Autonomy, JobSpec } from '../../domain/job/work.ts';
import type { Agent, Command } from '../../domain/message.ts';
import { type SystemSettings, settingsStream } from '../../domain/settings/machine.ts';
import type { Fact } from '../../domain/upcast.ts';
import type { Notices } from '../notices.ts';
import type { Timers } from '../ports.ts';
import type { ActorSystem } from '../system.ts';
import { pause } from '../waiting.ts';
import type { Desk } from './desk.ts';
import { requireTaken, standing } from './outcome.ts';
import type { Standing } from './ports.ts';

export type { Standing } from './ports.ts';

/** Where an order comes from: the chain it belongs to, copied along. */
export type Chain = Pick<Command, 'correlationId' | 'causationId'> & Partial<Pick<Command, 'traffic' | 'traceparent'>>;

/** What came of an order. */
export interface JobOutcome extends Standing {
  /** None for a repeat of the order. */
  facts: Fact[];
}

export interface JobRequest {
  spec: JobSpec;
  /** Idempotency key: the same key is the same job. The command's id, unless whoever asks has a better one. */
  key: string;
  by: Agent;
  commandId: string;
  chain: Chain;
  /** The schedule that asks. */
  schedule?: string;
  /** The job that this one does again. */
  rerunOf?: string;
}

/** Orders that people give, without what is filled in here. */
type Ordered<Type extends JobCommand['type']> = Omit<JobOrder<Type>, 'type' | 'mode' | 'room'>;
export type PersonOrder = 'Follow' | 'AttachPlan' | 'Review' | 'Approve' | 'Reject' | 'Resume' | 'Stop' | 'Recover';

/**
 * How everybody but workers speaks with jobs: chat, terminal, bus, schedules. Each order is taken once for its
 * `commandId`: giving it again gives the first outcome again, a refusal too.
 *
 * Every method may throw `StoreError` (nothing was recorded, or it is not known: the same again is safe).
 */
export interface Jobs {
  /**
   * Takes a piece of work on, once for each key; the job's id is derived from it.
   * @throws {Refusal} `queue_saturated`, `forbidden`, `read_only` (no stream is made); `idempotency_conflict`.
   */
  request(request: JobRequest): Promise<JobOutcome>;
  /** @throws {Refusal} as the rules of the order say, also when the refusal was recorded. */
  order<Type extends PersonOrder>(
    jobId: string,
    type: Type,
    data: Ordered<Type>,
    by: Agent,
    commandId: string,
    chain: Chain,
  ): Promise<JobOutcome>;
  /** Where the job stands; undefined when there is none of that id. @throws {Refusal} when it cannot be looked up now. */
  state(jobId: string): Promise<Standing | undefined>;
  /** Where it stands once it has ended, or once `ms` are over, or the signal fires; undefined when there is none. */
  awaitEnd(jobId: string, ms: number, signal: AbortSignal): Promise<Standing | undefined>;
  /** How much the system may do by itself now. */
  autonomy(): Promise<Autonomy>;
}

export interface JobsPorts {
  /** From when on it is asked, there is one. */
  system: () => Pick<ActorSystem, 'tell' | 'wake' | 'peek'>;
  desk: Pick<Desk, 'admit'>;
  notices: Notices;
  timers: Timers;
}

export function jobs(ports: JobsPorts): Jobs {
  const { system, desk, notices, timers } = ports;
  const api: Jobs = {
    async request({ spec, key, by, commandId, chain, schedule, rerunOf }) {
      const jobId = jobIdOf(key);
      const mode = await api.autonomy();
      const place = desk.admit(spec.class);
      const cause = { ...(schedule === undefined ? {} : { schedule }), ...(rerunOf === undefined ? {} : { rerunOf }) };
      const data = { jobId, spec, key, payloadHash: spec.planHash, mode, room: place.room, ...cause };
      try {
        return await give(jobId, 'RequestJob', data, by, commandId, chain);
      } finally {
        place.done();
      }
    },
    async order(jobId, type, data, by, commandId, chain) {
      const mode = type === 'Resume' || type === 'Recover' ? { mode: await api.autonomy() } : {};
      return give(jobId, type, { ...data, ...mode }, by, commandId, chain);
    },
    async state(jobId) {
      const snapshot = await look(jobStream(jobId));
      return snapshot === undefined ? undefined : standing(jobId, snapshot);
    },
    async awaitEnd(jobId, ms, signal) {
      const over = new AbortController();
      const stopListening = notices.listen(jobStream(jobId), facts => facts.some(isEnd) && over.abort());
      try {
        const now = await api.state(jobId);
        if (now === undefined || terminalStates.includes(now.state)) return now;
        await pause(timers, ms, AbortSignal.any([signal, over.signal]));
        return await api.state(jobId);
      } finally {
        stopListening();
      }
    },
    async autonomy() {
      const snapshot = await look(settingsStream);
      return (snapshot.context as SystemSettings).autonomy;
    },
  };
  return api;

  async function give(
    jobId: string,
    type: string,
    data: object,
    by: Agent,
    commandId: string,
    { traffic = 'real', ...chain }: Chain,
  ): Promise<JobOutcome> {
    const stream = jobStream(jobId);
    const order = { id: commandId, stream, type, data: { ...data }, actor: by, traffic, ...chain };
    const outcome = await system().tell(order);
    requireTaken(commandId, outcome.state.context);
    return { ...standing(jobId, outcome.state)!, facts: outcome.facts };
  }

  /** The actor's own state, woken if need be: it is the one that decides. */
  async function look(stream: StreamName) {
    await system().wake(stream);
    return system().peek(stream);
  }
}

const ends = new Set(['JobSucceeded', 'JobFailed', 'JobCanceled', 'JobExpired']);
const isEnd = ({ type }: Fact) => ends.has(type);

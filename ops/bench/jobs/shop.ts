import type { ActorWorld } from '../../../actors/actor.ts';
import { keepTime } from '../../../actors/effects/keep-time.ts';
import { offerWork } from '../../../actors/effects/offer-work.ts';
import { notices } from '../../../actors/notices.ts';
import type { EventStore, Log } from '../../../actors/ports.ts';
import { receiver } from '../../../actors/receive.ts';
import { actorSystem, type Cast } from '../../../actors/system.ts';
import { sqliteEventStore } from '../../../adapters/sqlite/event-store.ts';
import { canonical } from '../../../domain/fold.ts';
import { sha256 } from '../../../domain/ids.ts';
import { jobAggregate } from '../../../domain/job/aggregate.ts';
import { jobIdOf, jobStream } from '../../../domain/job/id.ts';
import type { JobSpec } from '../../../domain/job/work.ts';
import type { Command, NewEvent } from '../../../domain/message.ts';
import { settingsAggregate } from '../../../domain/settings/decide.ts';
import { loadConfig } from '../../config.ts';
import { jobLimitsOf, limitsOf } from '../../program/settings.ts';
import { work } from '../../program/work.ts';
import { systemClock as clock, systemRandom as random, systemTimers as timers } from '../../system-time.ts';

/** The parts of the program that a job goes through, on a real log; the work itself is nothing. */
export interface BenchShop {
  /** From the arrival of the command to the terminal fact. */
  runJob(): Promise<void>;
  /** The appends of the job that ran last. */
  appendsOfOne(): NewEvent[][];
  close(): Promise<void>;
}

const empty = { used: 0, max: 10_000, retryAfterMs: 1000 };
const silent: Log = { debug() {}, info() {}, warn: console.warn, error: console.error };

export async function openShop(path: string, atOnce: number): Promise<BenchShop> {
  const { config: stated } = loadConfig({ env: {}, cwd: '/nonexistent' });
  const room = { runningMax: atOnce, queuedMax: 10_000, slots: atOnce };
  const probe = { ...stated.jobs.probe, ...room };
  const config = { ...stated, jobs: { ...stated.jobs, probe, slotsMax: atOnce } };
  const opened = await sqliteEventStore({ path });
  const { store, appendsOfOne } = noting(opened);
  const board = notices();
  const ended = new Map<string, () => void>();
  const life = { instance: 'bench-00000000' } as never;
  const performers = { probe: { perform: async () => ({ summary: 'nothing', data: {} }) } };
  const means = { clock, timers, random, log: silent };
  const working = work({ ...means, config, life, system: () => system, notices: board, performers });
  const world: ActorWorld = {
    ...{ store, clock, log: silent },
    writer: { build: 'bench', config: 'bench' },
    recorded(stream, facts) {
      working.recorded(stream, facts);
      board.tell(stream, facts);
      if (facts.some(({ type }) => type === 'JobSucceeded')) ended.get(stream)?.();
    },
    mailboxMax: config.actors.mailboxMax,
    conflictRetriesMax: config.actors.conflictRetriesMax,
    snapshotEvery: config.actors.snapshotEvery,
  };
  const ports = { ...means, ...working.ports };
  const still = { restful: () => true, busy: () => false };
  const players: Record<string, Cast> = {
    settings: { aggregate: settingsAggregate, effects: () => ({}), ...still },
    job: {
      aggregate: jobAggregate,
      effects: handle => ({ keepTime: keepTime(ports)(handle), offerWork: offerWork(ports)(handle) }),
      ...still,
      restful: ({ value }: { value: unknown }) => value !== 'running',
    },
  };
  const system = actorSystem(players, { ...world, timers, random }, limitsOf(config), { restarted() {}, parked() {} });
  const stopping = new AbortController();
  const open = { admit: (command: Command) => command, autonomy: working.jobs.autonomy };
  const receive = receiver({ system, timers, random, log: silent, refused() {}, ...open }, stopping.signal);
  const spec = specOf(config);
  let drawn = 0;

  return {
    appendsOfOne,
    async runJob() {
      const key = `nats-${drawn++}`;
      const jobId = jobIdOf(key);
      const stream = jobStream(jobId);
      const end = new Promise<void>(resolve => ended.set(stream, resolve));
      const data = { jobId, spec, key, payloadHash: spec.planHash, mode: 'supervised', room: empty };
      const chain = { correlationId: key, causationId: key, actor: { id: 'nats:bench', role: 'operator' } };
      await receive({ command: { id: key, stream, type: 'RequestJob', data, ...chain, traffic: 'real' }, attempt: 1 });
      await end;
      ended.delete(stream);
    },
    async close() {
      stopping.abort();
      await working.workshop.drain(100);
      await system.stop();
      await opened.close();
    },
  };
}

function specOf(config: Parameters<typeof jobLimitsOf>[0]): JobSpec {
  const told = { class: 'probe', name: 'nothing', work: {}, plan: [['does', 'nothing']] } as const;
  return {
    ...{ class: told.class, name: told.name, work: {}, plan: [['does', 'nothing']] },
    ...{ route: 'light', risk: 'low', title: 'Nothing at all', planHash: sha256(canonical(told)) },
    ...{ gates: [], idempotent: true, rollback: 'none needed', limits: jobLimitsOf(config, 'probe') },
  };
}

/** The log, remembering what is appended for the first job of a batch. */
function noting(store: EventStore) {
  let stream = '';
  let appends: NewEvent[][] = [];
  const noted: EventStore = {
    readStream: (name, options) => store.readStream(name, options),
    append(name, expected, events) {
      if (expected === 'no_stream' && appends.length !== 1 && appends.length !== 2) {
        stream = name;
        appends = [];
      }
      if (name === stream) appends.push([...events]);
      return store.append(name, expected, events);
    },
  };
  return { store: noted, appendsOfOne: () => appends };
}

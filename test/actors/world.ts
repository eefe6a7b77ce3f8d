import type { ActorWorld } from '../../actors/actor.ts';
import type { DeliveryPorts } from '../../actors/effects/deliver-replies.ts';
import type { Appended, EventStore, ExpectedRevision, Random, Timers } from '../../actors/ports.ts';
import { RevisionConflict } from '../../actors/ports.ts';
import type { Cast, SystemLimits } from '../../actors/system.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { Command, NewEvent, RecordedEvent } from '../../domain/message.ts';
import { noon } from '../domain/given.ts';

/** A world for actors: a log in memory that can be told to fail, and a clock that only tests move. */

export interface TestClock extends Timers {
  now(): string;
  monotonicMs(): number;
  /** Moves time on, and calls back what falls due, in order. */
  pass(ms: number): Promise<void>;
}

/** It starts at noon, or so many milliseconds later. */
export function testClock(laterMs = 0): TestClock {
  let nowMs = Date.parse(noon) + laterMs;
  let alarms: { atMs: number; callback: () => void }[] = [];
  const set = (atMs: number, callback: () => void) => {
    const alarm = { atMs, callback };
    alarms.push(alarm);
    return () => {
      alarms = alarms.filter(other => other !== alarm);
    };
  };
  return {
    now: () => new Date(nowMs).toISOString(),
    monotonicMs: () => nowMs,
    at: (at, callback) => set(Date.parse(at), callback),
    after: (ms, callback) => set(nowMs + ms, callback),
    async pass(ms) {
      const endMs = nowMs + ms;
      await settle();
      for (;;) {
        const due = alarms.filter(({ atMs }) => atMs <= endMs).sort((one, other) => one.atMs - other.atMs)[0];
        if (due === undefined) break;
        alarms = alarms.filter(alarm => alarm !== due);
        nowMs = Math.max(nowMs, due.atMs);
        due.callback();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
  };
}

/** Everything that follows without time passing. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise(resolve => setImmediate(resolve));
}

export interface MemoryStore extends EventStore {
  events: RecordedEvent[];
  of(stream: string): RecordedEvent[];
  types(stream: string): string[];
  /** Called before an append counts; what it throws is what the append throws. `after`: it counts all the same. */
  fail?: (stream: StreamName, events: readonly NewEvent[]) => { before?: Error; after?: Error } | undefined;
}

export function memoryStore(): MemoryStore {
  const store: MemoryStore = {
    events: [],
    of: stream => store.events.filter(event => event.stream === stream),
    types: stream => store.of(stream).map(({ type }) => type),
    async append(stream: StreamName, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
      const failure = store.fail?.(stream, events);
      if (failure?.before !== undefined) throw failure.before;
      const mine = store.of(stream);
      const head = mine.length === 0 ? 'no_stream' : BigInt(mine.length - 1);
      if (head !== expected) {
        const next = mine.slice(expected === 'no_stream' ? 0 : Number(expected) + 1);
        const same = events.length <= next.length && events.every(({ id }, index) => next[index]?.id === id);
        if (!same) throw new RevisionConflict(stream, expected, head);
        return { revision: next[events.length - 1]!.revision, position: next[events.length - 1]!.position };
      }
      for (const event of events) {
        const revision = BigInt(store.of(stream).length);
        store.events.push({
          ...structuredClone(event),
          stream,
          revision,
          position: BigInt(store.events.length),
          recordedAt: noon,
        });
      }
      if (failure?.after !== undefined) throw failure.after;
      return { revision: store.of(stream).at(-1)!.revision, position: store.events.at(-1)!.position };
    },
    async *readStream(stream, { from, backwards = false, limit = Number.POSITIVE_INFINITY } = {}) {
      const all = backwards ? store.of(stream).reverse() : store.of(stream);
      const found = all.filter(
        ({ revision }) => from === undefined || (backwards ? revision <= from : revision >= from),
      );
      if (found.length > 0) yield structuredClone(found.slice(0, limit));
    },
  };
  return store;
}

export interface LogLine {
  level: string;
  message: string;
  fields: object;
}

export function testWorld(store: EventStore = memoryStore(), clock: TestClock = testClock()) {
  const lines: LogLine[] = [];
  const line = (level: string) => (fields: object, message: string) => void lines.push({ level, message, fields });
  const random: Random = { number: () => 0, uuid: () => `uuid-${drawn++}` };
  let drawn = 0;
  const world: ActorWorld & { timers: Timers; random: Random } = {
    store,
    clock,
    timers: clock,
    random,
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    writer: { build: 'test', config: 'test' },
    recorded: () => {},
    mailboxMax: 10,
    conflictRetriesMax: 3,
    snapshotEvery: 5,
  };
  return { world, clock, lines };
}

export const limits: SystemLimits = {
  liveMax: 3,
  idleMs: 60_000,
  sweepMs: 1_000,
  restartsMax: 5,
  restartsWithinMs: 60_000,
  parkMs: 30_000,
};

export const order = (stream: string, type: string, data: object = {}, id = 'tg-1'): Command => ({
  id,
  stream: stream as StreamName,
  type,
  data: { ...data },
  correlationId: id,
  causationId: id,
  actor: { id: 'tg:1001', role: 'admin' },
  traffic: 'real',
});

/** Nobody's effects: for kinds whose rules alone are looked at. */
export const still = (aggregate: Cast['aggregate']): Cast => ({
  aggregate,
  effects: () => ({}),
  restful: () => true,
  busy: () => false,
});

/** A door that lets everybody through at once. */
export const openDoor: DeliveryPorts['door'] = {
  turn: async () => ({ run: call => call(), holds: () => true, leave: () => {} }),
  proven: async () => {},
};

import { Refusal } from '../domain/refusal.ts';
import { type Known, known } from './known-addresses.ts';
import { type Address, type Family, NameError, type NameNote, type NameServers, type NamesView } from './name-ports.ts';
import type { Clock, Random, Timers } from './ports.ts';
import type { Guard } from './resilience/guard.ts';
import { tally } from './resilience/tally.ts';
import { pause } from './waiting.ts';

/** Names to addresses, with what stands in when no server answers. */
export interface Names {
  /** At least one, in the order to be tried. @throws {NameError} */
  addresses(name: string): Promise<Address[]>;
  /** How a connection to an address of that family went: a family that fails is left out for a while. */
  met(name: string, family: Family, went: boolean): void;
  view(): NamesView;
  /** Looks whether names can be found, now and every `probeEveryMs`, less or more a random part. */
  watch(name: string): void;
  stop(): void;
}

export interface NamesPolicy {
  probeEveryMs: number;
  /** Beyond its time to live, a good answer stands in so much longer. */
  lastGoodMs: number;
}

interface Means {
  servers: NameServers;
  guard: Guard;
  clock: Clock;
  timers: Timers;
  random: Random;
  tell(note: NameNote): void;
}

/** What repeats is told at most so often. */
const tellEveryMs = 60_000;
/** Once one family has answered, the other gets so much longer (RFC 8305). */
const otherFamilyMs = 50;
const namesMax = 100;

export function names(policy: NamesPolicy, { servers, guard, clock, timers, random, tell }: Means): Names {
  const all = new Map<string, Known>();
  const asked: NamesView['asked'] = {};
  const stopping = new AbortController();
  let lastMs: number | undefined;
  let turns = 0;
  let used = servers.servers();
  const failures = tally<Extract<NameNote, { type: 'failed' }>>(tellEveryMs, {
    timers,
    tell: (count, note) => tell({ ...note, count }),
  });
  const fallbacks = tally<Extract<NameNote, { type: 'fallback' }>>(tellEveryMs, {
    timers,
    tell: (count, note) => tell({ ...note, count }),
  });

  return {
    addresses: name => find(name, false),
    met(name, family, went) {
      const forMs = entry(name).met(family, went);
      if (forMs !== undefined) tell({ type: 'pinned', name, family: family === 4 ? 6 : 4, forMs });
    },
    view() {
      const failing = [...all].flatMap(([name, { failing: trouble, good }]) =>
        trouble === undefined ? [] : [{ name, ...trouble, standsIn: good() !== undefined }],
      );
      const state = failing.length === 0 ? 'ok' : failing.every(({ standsIn }) => standsIn) ? 'degraded' : 'down';
      return { state, servers: used, failing, lastMs, asked };
    },
    watch: name => void watching(name),
    stop() {
      stopping.abort();
      failures.stop();
      fallbacks.stop();
    },
  };

  async function watching(name: string): Promise<void> {
    while (!stopping.signal.aborted) {
      await reread();
      await find(name, true).catch(() => {}); // It is told, and shown in the view.
      await pause(timers, policy.probeEveryMs * (0.8 + 0.4 * random.number()), stopping.signal);
    }
  }

  /** Whoever asks for the same name at the same time is given the same answer. */
  function find(name: string, anew: boolean): Promise<Address[]> {
    const mine = entry(name);
    const fresh = anew ? undefined : mine.fresh();
    if (fresh !== undefined) return Promise.resolve(fresh);
    const held = mine.heldBack();
    if (held !== undefined) return standIn(name, mine, held);
    mine.asking ??= ask(name, mine).finally(() => {
      mine.asking = undefined;
    });
    return mine.asking;
  }

  async function ask(name: string, mine: Known): Promise<Address[]> {
    const found = await bothFamilies(name, mine);
    if (found instanceof NameError) {
      mine.failed(found);
      failures.note(`${name} ${found.rcode}`, { type: 'failed', name, code: found.rcode, count: 1 });
      return standIn(name, mine, found);
    }
    const gapMs = mine.found(found.addresses, found.ttlMs);
    if (gapMs !== undefined) tell({ type: 'recovered', name, gapMs });
    return mine.fresh()!;
  }

  async function standIn(name: string, mine: Known, error: NameError): Promise<Address[]> {
    const good = mine.good();
    if (good === undefined) throw error;
    fallbacks.note(name, { type: 'fallback', name, ageMs: good.ageMs, count: 1 });
    return good.addresses;
  }

  async function bothFamilies(name: string, mine: Known) {
    const found: { addresses: Address[]; ttlMs: number }[] = [];
    const errors: NameError[] = [];
    const first = Promise.withResolvers<void>();
    const each = ([4, 6] as const).map(async family => {
      try {
        const { addresses, ttlMs } = await oneFamily(name, family, mine.good() === undefined);
        found.push({ addresses: addresses.map(address => ({ address, family })), ttlMs });
        first.resolve();
      } catch (error) {
        errors.push(error as NameError);
      }
    });
    const over = Promise.all(each);
    await Promise.race([over, first.promise.then(() => pause(timers, otherFamilyMs, stopping.signal))]);
    if (found.length === 0) return worst(errors);
    const addresses = found.flatMap(answer => answer.addresses).sort((one, other) => other.family - one.family);
    return { addresses, ttlMs: Math.min(...found.map(({ ttlMs }) => ttlMs)) };
  }

  /** Tried again with the next server, but not where an earlier answer can stand in. */
  async function oneFamily(name: string, family: Family, again: boolean) {
    try {
      return await guard.run(signal => counted(name, family, again, signal));
    } catch (error) {
      if (error instanceof NameError) throw error;
      const isLate = error instanceof Refusal && error.code === 'deadline_exceeded';
      throw new NameError(isLate ? 'TIMEOUT' : 'FAILED', name, { cause: error });
    }
  }

  async function counted(name: string, family: Family, again: boolean, signal: AbortSignal) {
    const startedMs = clock.monotonicMs();
    const turn = turns;
    let code: keyof NamesView['asked'] = 'TIMEOUT';
    try {
      const answer = await servers.ask(name, family, turn, signal);
      code = 'NOERROR';
      return answer;
    } catch (error) {
      if (error instanceof NameError) {
        code = error.rcode;
        error.again = again && !error.isAnswer;
      }
      if (!(error instanceof NameError && error.isAnswer)) {
        // Both families fail together where a server is away: that is one reason to go on to the next.
        if (turns === turn) turns += 1;
        await reread();
      }
      throw error;
    } finally {
      lastMs = clock.monotonicMs() - startedMs;
      const { count, tookMs } = asked[code] ?? { count: 0, tookMs: 0 };
      asked[code] = { count: count + 1, tookMs: tookMs + lastMs };
    }
  }

  async function reread(): Promise<void> {
    await servers.reread();
    const now = servers.servers();
    if (now.join() === used.join()) return;
    tell({ type: 'servers', from: used, to: now });
    used = now;
    for (const each of all.values()) each.tryAgain();
  }

  function entry(name: string): Known {
    const made = all.get(name) ?? known(policy.lastGoodMs, clock, random);
    all.delete(name);
    all.set(name, made);
    if (all.size > namesMax) all.delete(all.keys().next().value!);
    return made;
  }
}

/** What no server could say goes before what one said. */
function worst(errors: NameError[]): NameError {
  return errors.find(({ isAnswer }) => !isAnswer) ?? errors.find(({ rcode }) => rcode === 'NXDOMAIN') ?? errors[0]!;
}

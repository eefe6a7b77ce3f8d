import type { Address, Family, NameCode, NameError } from './name-ports.ts';
import type { Clock, Random } from './ports.ts';

/** What is known of one name: its last good addresses, its trouble, and which family works. */
export interface Known {
  /** The question that is under way. */
  asking: Promise<Address[]> | undefined;
  readonly failing: { code: NameCode; sinceMs: number } | undefined;
  /** Within their time to live. */
  fresh(): Address[] | undefined;
  /** The last good ones, past their time too, up to the cap. */
  good(): { addresses: Address[]; ageMs: number } | undefined;
  /** Why it is not asked again yet. */
  heldBack(): NameError | undefined;
  /** For how long it failed before, if it did. */
  found(addresses: Address[], ttlMs: number): number | undefined;
  failed(error: NameError): void;
  tryAgain(): void;
  /** For how long that family is left out from now on, if it is. */
  met(family: Family, went: boolean): number | undefined;
}

const ttl = { leastMs: 5_000, mostMs: 300_000 };
/** A name that does not exist is asked for again after so long, twice that each time, less a random part. */
const absent = { firstMs: 5_000, mostMs: 300_000 };
const failuresMax = 3;
const pinnedMs = 600_000;

export function known(lastGoodMs: number, clock: Clock, random: Random): Known {
  let last: { addresses: Address[]; atMs: number; untilMs: number } | undefined;
  let failing: Known['failing'];
  let held: { error: NameError; untilMs: number } | undefined;
  let absences = 0;
  let pinned: { family: Family; untilMs: number } | undefined;
  const inARow: Record<Family, number> = { 4: 0, 6: 0 };

  return {
    asking: undefined,
    get failing() {
      return failing;
    },
    fresh: () => (last !== undefined && clock.monotonicMs() < last.untilMs ? ordered(last.addresses) : undefined),
    good() {
      const nowMs = clock.monotonicMs();
      if (last === undefined || nowMs >= last.untilMs + lastGoodMs) return undefined;
      return { addresses: ordered(last.addresses), ageMs: Math.round(nowMs - last.atMs) };
    },
    heldBack: () => (held !== undefined && clock.monotonicMs() < held.untilMs ? held.error : undefined),
    found(addresses, ttlMs) {
      const atMs = clock.monotonicMs();
      const gapMs = failing === undefined ? undefined : Math.round(atMs - failing.sinceMs);
      last = { addresses, atMs, untilMs: atMs + Math.min(ttl.mostMs, Math.max(ttl.leastMs, ttlMs)) };
      failing = undefined;
      held = undefined;
      absences = 0;
      return gapMs;
    },
    failed(error) {
      const nowMs = clock.monotonicMs();
      failing = { code: error.rcode, sinceMs: failing?.sinceMs ?? nowMs };
      if (!error.isAnswer) return;
      const ceilingMs = Math.min(absent.mostMs, absent.firstMs * 2 ** Math.min(absences, 10));
      held = { error, untilMs: nowMs + ceilingMs * (1 - 0.2 * random.number()) };
      absences += 1;
    },
    tryAgain() {
      held = undefined;
    },
    met(family, went) {
      inARow[family] = went ? 0 : inARow[family] + 1;
      const other = family === 4 ? 6 : 4;
      const hasOther = last?.addresses.some(address => address.family === other) === true;
      if (went || inARow[family] < failuresMax || inARow[other] > 0 || !hasOther || isPinned()) return undefined;
      pinned = { family: other, untilMs: clock.monotonicMs() + pinnedMs };
      inARow[family] = 0;
      return pinnedMs;
    },
  };

  function isPinned(): boolean {
    return pinned !== undefined && clock.monotonicMs() < pinned.untilMs;
  }

  /** Of the pinned family alone, where it has any. */
  function ordered(addresses: Address[]): Address[] {
    const kept = isPinned() ? addresses.filter(({ family }) => family === pinned!.family) : addresses;
    return kept.length > 0 ? kept : addresses;
  }
}

import { plusMs } from '../../domain/instants.ts';
import type { Instant } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Clock, Timers } from '../ports.ts';
import { pause } from '../waiting.ts';
import type {
  BreakerChange,
  BreakerPolicy,
  BreakerView,
  OpeningReason,
  OverrideMode,
  Permit,
  Verdict,
} from './breaker-policy.ts';
import { openingRule } from './opening-rule.ts';

/**
 * Lets calls through while the dependency answers, and refuses them at once while it does not. After `resetMs` one
 * probe at a time finds out whether it is back. Everything is told to `changed`, in order.
 */
export interface Breaker {
  /** Takes nothing. @throws {Refusal} as `enter`. */
  check(): void;
  /** @throws {Refusal} `circuit_open`, with when to come again. */
  enter(): Permit;
  /** Waits for a permit, first come first served; undefined when the signal fires first. Nothing is refused. */
  turn(signal: AbortSignal): Promise<Permit | undefined>;
  /** Resolves after the next call that went well, or when `resetMs` are over, or when the signal fires. */
  proven(signal: AbortSignal): Promise<void>;
  /** A person's word goes before the calls', until the given instant; undefined gives it back to them. */
  override(told: { mode: OverrideMode; until: Instant } | undefined): void;
  view(): BreakerView;
  /** Calls off its timers; whoever waits is left to their own signal. */
  stop(): void;
}

interface Means {
  clock: Clock;
  timers: Timers;
  changed(change: BreakerChange): void;
}

export function breaker(name: string, policy: BreakerPolicy, { clock, timers, changed }: Means): Breaker {
  const rule = openingRule(policy, clock);
  const waiting = new Set<(permit: Permit) => void>();
  const doubting = new Set<() => void>();
  let state: BreakerView['state'] = 'closed';
  /** Calls that were let in before the last change of state say nothing about the present one. */
  let era = 0;
  let probing = false;
  let successes = 0;
  let openedMs = 0;
  let nextRetryAt: Instant | undefined;
  let last: { at: Instant; cause: string } | undefined;
  let openedFor = '';
  let override: BreakerView['override'];
  let callOff = () => {};
  let callOffOverride = () => {};

  return {
    check() {
      const held = override?.mode;
      const closed =
        held === undefined ? state === 'closed' || (state === 'half-open' && !probing) : held !== 'force-open';
      if (!closed) throw refusal();
    },
    enter() {
      const permit = tryEnter();
      if (permit !== undefined) return permit;
      throw refusal();
    },
    turn(signal) {
      if (signal.aborted) return Promise.resolve(undefined);
      const permit = waiting.size === 0 ? tryEnter() : undefined;
      if (permit !== undefined) return Promise.resolve(permit);
      return new Promise(resolve => {
        const take = (given: Permit | undefined) => {
          waiting.delete(take);
          signal.removeEventListener('abort', leave);
          resolve(given);
        };
        const leave = () => take(undefined);
        waiting.add(take);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    async proven(signal) {
      const proof = new AbortController();
      const end = () => proof.abort();
      doubting.add(end);
      await pause(timers, policy.resetMs, AbortSignal.any([proof.signal, signal]));
      doubting.delete(end);
    },
    override(told) {
      if (told?.mode === override?.mode && told?.until === override?.until) return;
      callOffOverride();
      const before = override;
      override = told;
      era += 1;
      if (told !== undefined) callOffOverride = timers.at(told.until, () => endOverride());
      if (told === undefined && before !== undefined) afterOverride(before.mode);
      admit();
    },
    view: () => ({
      state: override === undefined ? state : override.mode === 'force-open' ? 'open' : 'closed',
      ...rule.totals(),
      ...(last === undefined ? {} : { lastFailureAt: last.at, lastFailure: last.cause }),
      ...retryView(),
      ...(override === undefined ? {} : { override }),
    }),
    stop() {
      callOff();
      callOffOverride();
    },
  };

  function retryView(): { nextRetryAt?: Instant } {
    const at = override === undefined ? nextRetryAt : override.mode === 'force-open' ? override.until : undefined;
    return at === undefined ? {} : { nextRetryAt: at };
  }

  function tryEnter(): Permit | undefined {
    if (override !== undefined) return override.mode === 'force-open' ? undefined : permitted(false);
    if (state === 'closed') return permitted(false);
    if (state === 'open' || probing) return undefined;
    probing = true;
    // A probe that never says anything must not keep the breaker half-open for ever.
    const permit = permitted(true);
    callOff = timers.after(Math.max(policy.resetMs, policy.slowMs), () =>
      permit.settle('failure', 'the probe gave no answer'),
    );
    return permit;
  }

  function permitted(isProbe: boolean): Permit {
    const mine = era;
    const startedMs = clock.monotonicMs();
    let settled = false;
    return {
      holds: () => mine === era,
      settle(verdict, cause = '') {
        if (settled) return;
        settled = true;
        if (mine === era) settle(verdict, cause, clock.monotonicMs() - startedMs, isProbe);
      },
    };
  }

  function settle(verdict: Verdict, cause: string, tookMs: number, isProbe: boolean): void {
    const failed = verdict === 'failure';
    const slow = tookMs >= policy.slowMs;
    if (failed) last = { at: clock.now(), cause: cause.slice(0, 300) };
    if (verdict !== 'neutral') rule.note({ failed, slow });
    if (verdict === 'success') for (const end of doubting) end();
    if (isProbe) settleProbe(verdict, slow && verdict !== 'neutral', cause);
    else if (state === 'closed' && override === undefined) {
      const reason = rule.reasonToOpen();
      if (reason !== undefined) open(reason, failed ? cause : `a call took ${Math.round(tookMs)} ms`);
    }
  }

  /** While a person holds it, its own state rests. A slow probe is no proof that all is well. */
  function settleProbe(verdict: Verdict, slow: boolean, cause: string): void {
    callOff();
    probing = false;
    if (override !== undefined) return;
    if (verdict === 'success') successes += 1;
    if (verdict === 'failure' || slow) open('probe_failed', cause === '' ? 'the probe was slow' : cause);
    else if (successes >= policy.successesToClose) close();
    else admit();
  }

  function open(reason: OpeningReason, cause: string): void {
    const totals = rule.totals();
    if (state === 'closed') openedMs = clock.monotonicMs();
    enterState('open');
    openedFor = cause.slice(0, 300);
    nextRetryAt = plusMs(clock.now(), policy.resetMs);
    callOff = timers.after(policy.resetMs, halfOpen);
    changed({ type: 'opened', reason, cause: cause.slice(0, 300), retryAt: nextRetryAt, ...totals, at: clock.now() });
  }

  function halfOpen(): void {
    // A person's word holds its state still; it is taken up again when that ends.
    if (override !== undefined || state === 'half-open') return;
    if (state === 'closed') openedMs = clock.monotonicMs();
    enterState('half-open');
    changed({ type: 'half-opened', at: clock.now() });
    admit();
  }

  function close(): void {
    enterState('closed');
    changed({ type: 'closed', openMs: Math.round(clock.monotonicMs() - openedMs), at: clock.now() });
    admit();
  }

  function enterState(next: BreakerView['state']): void {
    callOff();
    era += 1;
    state = next;
    probing = false;
    successes = 0;
    nextRetryAt = undefined;
    if (next !== 'open') rule.clear();
  }

  function endOverride(): void {
    const ended = override;
    if (ended === undefined) return;
    override = undefined;
    changed({ type: 'override-ended', until: ended.until, at: clock.now() });
    afterOverride(ended.mode);
    admit();
  }

  /** What was held open is tried carefully; what was held closed starts to count anew. */
  function afterOverride(mode: OverrideMode): void {
    if (mode === 'force-open' || state !== 'closed') {
      if (state === 'half-open') enterState('half-open');
      else halfOpen();
    } else enterState('closed');
  }

  /** Gives those who wait as many permits as there are now. */
  function admit(): void {
    for (const take of waiting) {
      const permit = tryEnter();
      if (permit === undefined) return;
      take(permit);
    }
  }

  function refusal(): Refusal {
    const at = retryView().nextRetryAt;
    const retryAfterMs = at === undefined ? policy.resetMs : Math.max(0, Date.parse(at) - Date.parse(clock.now()));
    const why =
      override === undefined
        ? openedFor || 'one call at a time finds out whether it is back'
        : 'an admin has opened it';
    return new Refusal('circuit_open', `${name} is not asked just now: ${why}.`, { retryAfterMs });
  }
}

import { type ModeNow, modeRank, type ServiceMode } from '../domain/policy/modes.ts';
import type { Clock, Timers } from './ports.ts';

/** What the service leaves out just now, because of what is in trouble. */
export interface Degradation {
  /** A cause asks for a mode, in words for people; `normal` takes it back. */
  press(cause: string, mode: ServiceMode, why?: string): void;
  now(): ModeNow;
  stop(): void;
}

/**
 * The mode is the most that any cause asks for. It is entered at once, and left once no cause has asked for it for
 * `calmMs`: what comes and goes does not make the service flap. Each change is told.
 */
export function degradation(
  calmMs: number,
  { clock, timers, changed }: { clock: Clock; timers: Timers; changed(to: ModeNow, from: ServiceMode): void },
): Degradation {
  const causes = new Map<string, { mode: ServiceMode; why: string }>();
  let present: ModeNow = { mode: 'normal', why: '', since: clock.now() };
  let callOff: (() => void) | undefined;

  return {
    press(cause, mode, why = '') {
      if (mode === 'normal') causes.delete(cause);
      else causes.set(cause, { mode, why: `${cause}: ${why}`.slice(0, 300) });
      look();
    },
    now: () => present,
    stop: () => callOff?.(),
  };

  function wanted(): { mode: ServiceMode; why: string } {
    const all = [...causes.values()];
    return all.reduce((most, one) => (modeRank(one.mode) > modeRank(most.mode) ? one : most), {
      mode: 'normal' as ServiceMode,
      why: '',
    });
  }

  function look(): void {
    const { mode } = wanted();
    if (modeRank(mode) >= modeRank(present.mode)) callOffWait();
    if (modeRank(mode) > modeRank(present.mode)) enter();
    else if (mode !== present.mode) callOff ??= timers.after(calmMs, enter);
  }

  function enter(): void {
    callOffWait();
    const from = present.mode;
    const next = wanted();
    if (next.mode === from) return;
    present = { ...next, since: clock.now() };
    changed(present, from);
  }

  function callOffWait(): void {
    callOff?.();
    callOff = undefined;
  }
}

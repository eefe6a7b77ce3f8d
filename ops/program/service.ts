import { type AnswerGate, answerGate, heavyLimiter } from '../../actors/answer-gate.ts';
import type { Answer } from '../../actors/answers/answer.ts';
import { type Fallback, standingIn } from '../../actors/answers/standing-in.ts';
import { type Degradation, degradation } from '../../actors/degradation.ts';
import { type NotAcceptedPorts, notAccepted } from '../../actors/not-accepted.ts';
import type { DependencyNote } from '../../actors/resilience/resilience.ts';
import { tally } from '../../actors/resilience/tally.ts';
import { commandNamed } from '../../domain/commands/registry.ts';
import type { SortedUpdate } from '../../domain/gateway/commands.ts';
import { requireMode } from '../../domain/policy/modes.ts';
import { settingsStream } from '../../domain/settings/machine.ts';
import type { Config } from '../config.ts';
import type { Engines } from './engines.ts';
import { tellEveryMs } from './policies.ts';
import type { Protection } from './protection.ts';

/** What the service still does, by what is in trouble: its mode, the limits of what is asked, what stands in. */
export interface Service {
  modes: Degradation;
  gate: AnswerGate;
  /** One request for heavy work of a person. @throws {Refusal} `service_degraded`, `rate_limited`. */
  takeHeavy(who: string): void;
  /** Tells those whose messages cannot be taken while the log is away. */
  turnAway(updates: readonly SortedUpdate[]): Promise<void>;
  /** The same answers, with their fallbacks. */
  withFallbacks(answers: Record<string, Answer>): Record<string, Answer>;
  /** Told at once of what the kit tells. */
  changed(dependency: string, note: DependencyNote): void;
  stop(): void;
}

const lookEveryMs = 1_000;
/** From so much of the commands' pool in use on, heavy work is shed. */
const fullShare = 0.9;
const bytesInMb = 1024 * 1024;

/** What every viewer may ask changes nothing; of the rest an old answer could be taken for a new deed. */
const onlyLooks = (name: string) => {
  const spec = commandNamed(name);
  return spec?.role === 'viewer' && spec.changes !== true;
};

export function service(
  config: Config,
  { kit, recorder, door, names }: Pick<Protection, 'kit' | 'recorder' | 'door' | 'names'>,
  { telegram, gauges, clock, timers, log }: Engines,
  down: NotAcceptedPorts['down'],
): Service {
  const { calmMs, memoryMb, staleMs, tellAfterMs } = config.degradation;
  const modes = degradation(calmMs, {
    ...{ clock, timers },
    changed: ({ mode, why, since }) => recorder.note(settingsStream, 'NoteMode', { mode, why, since }),
  });
  const limited = tally<string>(tellEveryMs, {
    timers,
    tell: (count, limiter) => recorder.note('dependency-limiter', 'NoteRateLimited', { limiter, count }),
  });
  const fallen = tally<Fallback>(tellEveryMs, {
    timers,
    tell: (count, { command, step, cause }) =>
      recorder.note('dependency-answers', 'NoteFallback', { command, step, cause: cause.slice(0, 300), count }),
  });
  const blocked = (limiter: string) => limited.note(limiter, limiter);
  const heavy = heavyLimiter(config.commands.heavyPerTenMinutes, { clock, blocked });
  const { allPerSecond } = config.commands;
  const gate = answerGate({ mode: modes.now, heavy, allPerSecond, core: kit.pool('core'), clock, blocked });
  const turning = notAccepted({
    ...{ sender: telegram.sender, door, down, clock, log, tellAfterMs },
    takenWithinMs: config.actors.commandTtlMs,
    told: loss => recorder.note('dependency-eventstore', 'NoteNotAccepted', loss),
  });
  let callOff = timers.after(lookEveryMs, look);

  return {
    modes,
    gate,
    takeHeavy(who) {
      requireMode({ heavy: true }, modes.now());
      heavy.take(who);
    },
    turnAway: turning.turnAway,
    withFallbacks: answers =>
      standingIn(answers, onlyLooks, {
        staleMs,
        told: fallback => fallen.note(`${fallback.command} ${fallback.step}`, fallback),
      }),
    changed(dependency, note) {
      if (dependency !== 'eventstore') return;
      if (note.type === 'opened') modes.press('event log', 'static', note.cause);
      else if (note.type === 'half-opened') modes.press('event log', 'read-only', 'it is being tried');
      else if (note.type === 'closed') {
        modes.press('event log', 'normal');
        turning.over();
      }
    },
    stop() {
      callOff();
      modes.stop();
      limited.stop();
      fallen.stop();
    },
  };

  function look(): void {
    callOff = timers.after(lookEveryMs, look);
    const usedMb = Math.round(gauges.memoryBytes() / bytesInMb);
    modes.press('memory', usedMb > memoryMb ? 'shed-heavy' : 'normal', `${usedMb} MiB in use`);
    const { active, max } = kit.pool('core').view();
    modes.press('commands', active >= max * fullShare ? 'shed-heavy' : 'normal', `${active} of ${max} under way`);
    modes.press('names', names?.view().state === 'down' ? 'shed-heavy' : 'normal', 'Telegram’s name gives no address');
    modes.press('slow log', isSlow() ? 'shed-heavy' : 'normal', 'the event log takes long to record');
  }

  /** Half way to what would open its breaker. */
  function isSlow(): boolean {
    const { minimumCalls, slowRatePercent } = config.dependencies.eventStore;
    const breaker = kit.rows().find(({ name }) => name === 'eventstore')?.breaker;
    if (breaker === undefined || breaker.slow < 2) return false;
    return breaker.slow / Math.max(breaker.calls, minimumCalls) >= slowRatePercent / 200;
  }
}

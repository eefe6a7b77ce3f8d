import { type Attempt, type LeftBehind, type Performer, WorkFailed } from '../../../actors/work/ports.ts';
import type { Failure, JobSpec, Result } from '../../../domain/job/work.ts';
import type { FaultKind } from '../faults.ts';
import { chanceOf } from '../kernel/chance.ts';
import type { World } from '../kernel/world.ts';
import type { Wire } from './wire.ts';

/** Something was done in the world, for good: what must not happen twice. */
export interface Effect {
  jobId: string;
  fence: number;
  place: string;
  atMs: number;
}

interface Run {
  state: 'forbidden' | 'lives' | 'gone';
  left?: { good: true } | { good: false; code: string };
  huge: boolean;
  /** Nothing it is told stops it but what nothing survives. */
  deaf: boolean;
  whenGone: (() => void)[];
  end(left?: Run['left']): void;
}

/** How long a run that is told to stop may take, and one that does not hear it. */
const stopsWithinMs = 300;
const deafMs = 4_000;
/** How often a run is looked at by a worker that did not start it. */
const lookMs = 250;

/**
 * Where the work of one place is done. Runs are processes of their own: they outlive whoever started them, leave what
 * came of them behind, and begin once under each name `<jobId>.<fence>`.
 */
export class Workbench {
  readonly place: string;
  readonly #world: World;
  readonly #effects: Effect[];
  readonly #runs = new Map<string, Run>();
  /** A planted bug: names are not looked at, and nothing is found. */
  nameless = false;

  constructor(place: string, world: World, effects: Effect[]) {
    this.place = place;
    this.#world = world;
    this.#effects = effects;
  }

  /** Everything that runs here is gone, without a word. */
  perish(which: () => boolean): void {
    for (const run of this.#runs.values()) if (run.state === 'lives' && which()) run.end();
  }

  /** As one life of a process has it; `pause`: the process stands still for so long. */
  performer(wire: Wire, pause: (ms: number) => void): Required<Performer> {
    const call = <Done>(label: string, effect: () => Done) => wire.call(label, wire.chance.between(2, 60), effect);
    return {
      perform: async attempt => {
        const name = nameOf(attempt);
        if (attempt.signal.aborted) throw attempt.signal.reason;
        if (wire.strikes('worker.pause')) pause(6_000 + 20_000 * wire.faults.detail('worker.pause'));
        const run = await call(`begin ${name} at ${this.place}`, () => this.#begin(attempt, wire));
        return this.#watch(run, attempt, wire);
      },
      lookUp: async ({ jobId, fence, spec }) => {
        const name = nameOf({ jobId, fence });
        return call(`look up ${name} at ${this.place}`, (): LeftBehind => {
          if (this.nameless) return { state: 'never_began' };
          const run = this.#runs.get(name);
          if (run === undefined) {
            this.#runs.set(name, { ...newRun(), state: 'forbidden' });
            return { state: 'never_began' };
          }
          if (run.state === 'forbidden') return { state: 'never_began' };
          if (run.state === 'lives') return { state: 'running', attach: attempt => this.#watch(run, attempt, wire) };
          return leftBy(run, name, spec);
        });
      },
    };
  }

  #begin(attempt: Attempt, wire: Wire): Run {
    const { jobId, fence, spec } = attempt;
    const name = nameOf(attempt);
    if (wire.strikes('worker.not-begun')) throw failed('not_begun', true, 'its runner ended before it began');
    if (this.#runs.has(name) && !this.nameless) throw failed('not_begun', false, 'it was begun or forbidden before');
    const world = this.#world;
    const chance = chanceOf(world.seed, 'work', name, this.place);
    const run = newRun();
    const strikes = (kind: FaultKind) => wire.strikes(kind);
    const hangs = strikes('worker.hang');
    const crashes = strikes('worker.crash');
    const fails = strikes('worker.exit') ? 'exit_code' : strikes('worker.oom') ? 'killed_by_signal' : undefined;
    const lies = strikes('worker.success-then-failure');
    run.huge = strikes('worker.huge-output');
    run.deaf = strikes('worker.deaf');
    const longMs = spec.class === 'probe' ? chance.between(20, 900) : chance.between(200, 7_000);
    const doneMs = longMs * chance.between(0.1, 0.9);
    const inTime = (ms: number, what: () => void) => world.in(ms, '', () => run.state === 'lives' && what());
    const doneFor = fails === undefined || chance.number() < 0.5;
    if (doneFor)
      inTime(doneMs, () => {
        this.#effects.push({ jobId, fence, place: this.place, atMs: world.ms });
        world.say(`  effect ${name}`);
      });
    if (crashes) inTime(chance.between(0, longMs), () => run.end());
    else if (!hangs)
      inTime(longMs, () =>
        run.end(lies || fails !== undefined ? { good: false, code: fails ?? 'exit_code' } : { good: true }),
      );
    this.#runs.set(name, run);
    return run;
  }

  /** Waits for the end of a run; says how it goes on. */
  async #watch(run: Run, attempt: Attempt, wire: Wire): Promise<Result> {
    const { signal, spec } = attempt;
    const name = nameOf(attempt);
    const over = Promise.withResolvers<void>();
    const wish = () => {
      if (signal.reason === 'stopping') return over.reject(signal.reason);
      const ms = run.deaf ? deafMs : wire.chance.between(5, stopsWithinMs);
      this.#world.in(ms, '', () => run.state === 'lives' && run.end({ good: false, code: 'stopped' }));
    };
    if (signal.aborted) wish();
    else signal.addEventListener('abort', wish, { once: true });
    const tick = (count: number) => {
      if (run.state !== 'lives') return over.resolve();
      attempt.tell({ note: `step ${count}`, percent: Math.min(99, count), lines: [`line ${count}`] });
      this.#world.in(lookMs * Math.min(8, count), '', () => tick(count + 1), wire.owner);
    };
    run.whenGone.push(() => this.#world.in(wire.chance.between(1, 20), '', () => over.resolve(), wire.owner));
    tick(1);
    await over.promise;
    return wire.call(`read what ${name} left`, 1, () => {
      const left = leftBy(run, name, spec, signal.reason === 'timed_out');
      if (left.state === 'succeeded') return left.result;
      if (left.state === 'failed') throw new WorkFailed(left.failure, left.result);
      throw failed('outcome_unknown', spec.idempotent, 'its runner is gone and left no outcome');
    });
  }
}

export const nameOf = ({ jobId, fence }: { jobId: string; fence: number }) => `${jobId}.${fence}`;

function newRun(): Run {
  const run: Run = {
    ...{ state: 'lives', huge: false, deaf: false, whenGone: [] },
    end(left) {
      run.state = 'gone';
      if (left !== undefined) run.left = left;
      for (const tell of run.whenGone) tell();
    },
  };
  return run;
}

/** The result names the run, so that whoever looks can see whose word was taken. */
function leftBy(
  { left, huge }: Run,
  name: string,
  spec: JobSpec,
  late = false,
): Extract<LeftBehind, { state: 'unknown' | 'succeeded' | 'failed' }> {
  if (left === undefined) return { state: 'unknown' };
  const result: Result = {
    summary: `${name} was done`,
    data: { run: name },
    ...(huge ? { output: 'o'.repeat(65_536) } : {}),
  };
  if (left.good) return { state: 'succeeded', result, durationMs: 1 };
  const code = late && left.code === 'stopped' ? 'timeout' : left.code;
  return { state: 'failed', failure: failureOf(code, spec.idempotent && code !== 'stopped'), result };
}

function failureOf(code: string, retryable: boolean, message = `It ended with ${code}.`): Failure {
  return { code, class: 'upstream', message, retryable };
}

function failed(code: string, retryable: boolean, why: string): WorkFailed {
  return new WorkFailed(failureOf(code, retryable, why));
}

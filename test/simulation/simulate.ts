import { Machine } from './engines/machine.ts';
import { opened } from './engines/seal.ts';
import type { Plants } from './engines/watchers.ts';
import { type FaultPlan, Faults } from './faults.ts';
import { everyInvariant } from './invariants/every-invariant.ts';
import { JobBook } from './job-book.ts';
import { simulated } from './kernel/traps.ts';
import { World } from './kernel/world.ts';
import { Oracle } from './oracle.ts';
import { weather } from './weather.ts';
import { Crowd } from './workload/crowd.ts';

export interface RunOptions extends FaultPlan {
  seed: number;
  plants?: Plants;
  /** Keeps what happened in words. */
  trace?: boolean;
  /** What people do; drawn from the seed when left out. */
  scenario?: (crowd: Crowd, machine: Machine) => void;
  /** Before the process starts for the first time. */
  prepare?: (machine: Machine) => void;
  /** How long faults last. Default 60,000. */
  stormMs?: number;
  /** The process dies right before this one of the points where a call takes effect or is answered, from 1. */
  crashAtPoint?: number;
}

export interface RunResult {
  seed: number;
  violation?: { invariant: string; message: string };
  /** Two runs that give the same hash took the same way. */
  hash: number;
  steps: number;
  virtualMs: number;
  /** Points at which `crashAtPoint` could have struck. */
  points: number;
  lives: number;
  /** Occasions on which a fault struck, in order. */
  struck: string[];
  /** How many events of each type, and refusals of each code, there are in the log. */
  seen: Record<string, number>;
  sent: number;
  /** From healing until all was at rest. */
  restMs: number;
  lines: string[];
}

/** How long everything may take to come to rest after the faults. */
const restMaxMs = 100_000;
/** So long nothing may be open: what comes twice comes in this time, and the views see the last event. */
const calmMs = 3_000;

/** One run: a storm, healing, rest, and a last look at everything. */
export function simulate(options: RunOptions): Promise<RunResult> {
  return simulated(() => runOnce(options));
}

async function runOnce({
  seed,
  plants,
  trace = false,
  scenario,
  stormMs = 60_000,
  prepare,
  crashAtPoint,
  ...plan
}: RunOptions): Promise<RunResult> {
  const world = new World(seed, trace);
  const faults = new Faults(seed, plan);
  faults.onStrike = occasion => world.say(`  fault ${occasion}`);
  let points = 0;
  const onPoint = () => {
    points++;
    if (points === crashAtPoint) machine.end(`a crash at point ${points}`, { crash: true });
  };
  const machine: Machine = new Machine(
    world,
    faults,
    {
      onPoint,
      onReady: () => {},
      onLogLine(level, fields, message) {
        world.say(`    log ${level}: ${message} ${logged(fields)}`);
        each(watching => watching.logLine?.(level, fields, message));
      },
      onSnapshot: (stream, _version, entry) => each(watching => watching.snapshot?.(stream, entry)),
    },
    plants,
  );
  const crowd = new Crowd(machine, plan.without ?? new Set());
  const oracle = new Oracle(crowd.sent);
  const jobs = new JobBook();
  const watchings = everyInvariant(oracle).map(invariant => ({
    id: invariant.id,
    watching: invariant.watch({ machine, sent: crowd.sent, jobs, broken: what => world.broken(invariant.id, what) }),
  }));
  function each(work: (watching: (typeof watchings)[number]['watching']) => void): void {
    for (const { watching } of watchings) work(watching);
  }
  let looked = 0;
  world.after = () => {
    for (; looked < machine.disk.events.length; looked++) {
      const event = opened(machine.disk.events[looked]!);
      oracle.note(event);
      world.say(`    recorded ${event.stream}@${event.revision} ${event.type} ${brief(event.data)}`);
      each(watching => watching.event?.(event));
      jobs.note(event);
    }
  };
  machine.telegram.onConfirmed = id => each(watching => watching.confirmed?.(id));
  prepare?.(machine);
  if (scenario === undefined) crowd.fill(stormMs * 0.8, 12 + (seed % 20));
  else scenario(crowd, machine);
  const react = machine.telegram.onShown;
  machine.telegram.onShown = shown => {
    react(shown);
    each(watching => watching.shown?.(shown));
  };
  const unhandled = (cause: unknown) =>
    world.broken('no bug', `unhandled: ${cause instanceof Error ? cause.stack : String(cause)}`);
  process.on('unhandledRejection', unhandled);
  let restMs = 0;
  try {
    weather(machine, stormMs);
    machine.start();
    machine.worker.start();
    await world.run(stormMs);
    heal(machine);
    const healedMs = world.ms;
    let calmSinceMs: number | undefined;
    const atRest = () => {
      calmSinceMs =
        machine.ready && oracle.open().length === 0 && jobs.open().length === 0 ? (calmSinceMs ?? world.ms) : undefined;
      return calmSinceMs !== undefined && world.ms - calmSinceMs >= calmMs;
    };
    await world.run(healedMs + restMaxMs + calmMs, atRest);
    restMs = (calmSinceMs ?? world.ms) - healedMs;
    if (world.violation === undefined) for (const { watching } of watchings) await watching.end?.();
  } finally {
    process.off('unhandledRejection', unhandled);
    machine.owner.alive = false;
    machine.worker.owner.alive = false;
    machine.models.close();
  }
  const { violation, hash, steps, ms: virtualMs, lines } = world;
  const { struck } = faults;
  const seen: Record<string, number> = {};
  const count = (name: string) => {
    seen[name] = (seen[name] ?? 0) + 1;
  };
  for (const { type, data } of machine.disk.events) {
    count(type);
    if (type === 'CommandRefused' || type === 'TransitionRefused') count(`refused:${data.code}`);
  }
  for (const { everQueued, everSucceeded, gates } of jobs.jobs.values()) {
    if (everQueued && gates.length > 0) count('resumed jobs');
    if (everQueued && gates.length > 0 && everSucceeded) count('resumed jobs that succeeded');
  }
  return {
    ...{
      seed,
      hash,
      steps,
      virtualMs,
      points,
      lives: machine.lives,
      struck,
      seen,
      sent: crowd.sent.size,
      restMs,
      lines,
    },
    ...(violation === undefined ? {} : { violation: { invariant: violation.invariant, message: violation.message } }),
  };
}

/** No new fault from here on, and what lasts is over. */
function heal(machine: Machine): void {
  const { world, faults, trouble, bus, time } = machine;
  world.say('healed');
  faults.healed = true;
  trouble.full = false;
  trouble.readOnly = false;
  bus.leaderless = false;
  bus.stalled = false;
  time.drift(0);
}

function logged(fields: object): string {
  const { stream, err, cause } = fields as { stream?: string; err?: Error; cause?: string };
  return [stream, err?.message ?? cause].filter(part => part !== undefined).join(': ');
}

/** The fields of an event that tell one from another. */
function brief({ commandId, replyId, updateId, code, retryAt, cause }: Record<string, unknown>): string {
  const told = { commandId, replyId, updateId, code, retryAt, cause };
  return Object.entries(told)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${String(value).slice(0, 80)}`)
    .join(', ');
}

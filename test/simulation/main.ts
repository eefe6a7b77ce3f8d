import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { missing, tooFewSucceed } from './coverage.ts';
import { crashEverywhere, failEveryCall } from './modes/exhaustive.ts';
import { scenarioMs, scenarios } from './modes/scenarios.ts';
import { plantedBugs } from './plants.ts';
import { shrink } from './shrink.ts';
import { type RunOptions, type RunResult, simulate } from './simulate.ts';
import { dealOut, runSeeds, type Totals } from './swarm.ts';

const usage = `npm run sim --                    runs 2000 seeds
  --seeds <n> [--from <seed>]     so many seeds, over both cores
  --seed <s> [--trace] [--shrink] one seed; in words; without all that it can do without
  --without <a,b#3>               leaves out kinds of faults, single faults (bus.drop#7), messages (message#4)
  --only <a#1,b#3>                nothing strikes but these
  --scenario <name>               every crash point and every failing call of: ${Object.keys(scenarios).join(', ')}
    --crash <point>               that scenario with a crash at one point
  --plant <bug>                   with a planted bug: ${Object.keys(plantedBugs).join(', ')}`;

/** So few seeds need not have seen everything. */
const coveredFrom = 500;

const { values: asked } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    without: { type: 'string' },
    only: { type: 'string' },
    scenario: { type: 'string' },
    crash: { type: 'string' },
    plant: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const named = (list: string | undefined) => (list === undefined ? undefined : new Set(list.split(',')));
const plants = asked.plant === undefined ? undefined : plantedBugs[asked.plant];
const options: Omit<RunOptions, 'seed'> = {
  ...(asked.without === undefined ? {} : { without: named(asked.without)! }),
  ...(asked.only === undefined ? {} : { only: named(asked.only)! }),
  ...(plants === undefined ? {} : { plants }),
};

if (asked.help || (asked.plant !== undefined && plants === undefined)) console.log(usage);
else if (asked.scenario !== undefined) process.exitCode = await scenario(asked.scenario);
else if (asked.seed !== undefined) process.exitCode = await oneSeed(Number(asked.seed));
else process.exitCode = await swarm(Number(asked.from), Number(asked.seeds));

async function oneSeed(seed: number): Promise<number> {
  const result = await simulate({ ...options, seed, trace: asked.trace });
  if (asked.shrink && result.violation !== undefined) {
    const { without, result: least, runs } = await shrink({ ...options, seed }, result);
    console.log(least.lines.join('\n'));
    console.log(
      `\nshrunk in ${runs} runs; the same again: npm run sim -- --seed ${seed}${plantFlag()} --trace --without ${without.join(',')}`,
    );
    return say(least);
  }
  if (asked.trace) console.log(result.lines.join('\n'));
  return say(result);
}

function say({ seed, violation, steps, virtualMs, lives, sent, struck, restMs, hash }: RunResult): number {
  console.log(
    `seed ${seed}: ${violation?.message ?? 'everything holds'}\n  ${sent} messages, ${struck.length} faults, ${lives} lives, ${steps} steps, ${Math.round(virtualMs / 1000)} s of virtual time, at rest ${Math.round(restMs)} ms after healing, trace ${hash}`,
  );
  return violation === undefined ? 0 : 1;
}

async function scenario(name: string): Promise<number> {
  const story = scenarios[name];
  if (story === undefined) {
    console.log(usage);
    return 2;
  }
  if (asked.crash !== undefined || asked.only !== undefined) {
    const more = asked.crash === undefined ? {} : { crashAtPoint: Number(asked.crash) };
    const only = options.only ?? new Set<string>();
    const result = await simulate({
      seed: 1,
      stormMs: scenarioMs,
      scenario: story,
      trace: true,
      ...options,
      only,
      ...more,
    });
    console.log(result.lines.join('\n'));
    return say(result);
  }
  for (const [what, mode] of [
    ['a crash at each point', crashEverywhere],
    ['each call failing once', failEveryCall],
  ] as const) {
    const { runs, failed } = await mode(name, 1, options);
    console.log(
      `${name}: ${what}: ${runs} runs: ${failed === undefined ? 'everything holds' : failed.violation!.message}`,
    );
    if (failed === undefined) continue;
    console.log(`  the same again: npm run sim -- --scenario ${name} ${failed.how}${plantFlag()}`);
    return 1;
  }
  return 0;
}

async function swarm(from: number, count: number): Promise<number> {
  if (process.send !== undefined) {
    process.send(await runSeeds(from, count, options));
    return 0;
  }
  const startedMs = performance.now();
  const processes = Math.min(2, availableParallelism());
  const totals = await dealOut({ from, count, processes, flags: flags() });
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `${totals.seeds} seeds in ${seconds.toFixed(1)} s (${(totals.seeds / seconds).toFixed(1)} a second), ${(totals.virtualMs / 3_600_000).toFixed(1)} virtual hours, ${totals.steps} steps, ${totals.struck} faults, ${totals.lives} lives of the program, ${totals.sent} messages; the longest way to rest after healing: ${(totals.restMs / 1000).toFixed(1)} s (seed ${totals.restSeed})`,
  );
  for (const { seed, message } of totals.failed) {
    console.log(
      `\nseed ${seed} fails: ${message}\n  the same again: npm run sim -- --seed ${seed}${plantFlag()} --trace\n  the least of it: npm run sim -- --seed ${seed}${plantFlag()} --shrink`,
    );
  }
  if (totals.failed.length > 0) return 1;
  return covered(totals);
}

function covered(totals: Totals): number {
  const notSeen = missing(totals.seen);
  console.log(
    `coverage: ${Object.keys(totals.seen).length} kinds of faults, events and refusals seen${notSeen.length === 0 ? ', everything that can be' : `; not seen: ${notSeen.join(', ')}`}`,
  );
  const few = tooFewSucceed(totals.seen);
  console.log(
    few ?? `${totals.seen['resumed jobs that succeeded']} of ${totals.seen['resumed jobs']} resumed jobs succeeded`,
  );
  return (notSeen.length > 0 || few !== undefined) && totals.seeds >= coveredFrom ? 1 : 0;
}

function plantFlag(): string {
  return asked.plant === undefined ? '' : ` --plant ${asked.plant}`;
}

/** What the processes of a swarm must be told as well. */
function flags(): string[] {
  return (['without', 'only', 'plant'] as const).flatMap(name => {
    const value = asked[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
}

import type { Config } from '../../../ops/config.ts';
import type { Engines } from '../../../ops/program/engines.ts';
import { type WorkerEngines, workAlone } from '../../../ops/program/worker.ts';
import type { Faults } from '../faults.ts';
import type { Owner } from '../kernel/agenda.ts';
import { chanceOf } from '../kernel/chance.ts';
import type { World } from '../kernel/world.ts';
import type { BusServer } from './bus.ts';
import { distantOrders, type OrderDesk } from './orders.ts';
import type { MachineTime } from './time.ts';
import type { Watchers } from './watchers.ts';
import { Wire } from './wire.ts';
import { type WorkServer, workQueue } from './work-server.ts';
import { Workbench } from './workbench.ts';

/** What a worker process shares with the program beside it. */
interface Surroundings {
  world: World;
  faults: Faults;
  time: MachineTime;
  workServer: WorkServer;
  orderDesk: OrderDesk;
  bus: BusServer;
  effects: ConstructorParameters<typeof Workbench>[2];
  planted: { worker(engines: WorkerEngines): WorkerEngines };
}

const restartMs = 1_000;

/** A worker process beside the program, in a place of its own; its supervisor starts it again. */
export class WorkerProcess {
  readonly bench: Workbench;
  readonly #machine: Surroundings;
  readonly #config: Config;
  readonly #watchers: Watchers;
  owner: Owner = { alive: false, stillUntilMs: 0 };
  lives = 0;
  #stop: (() => Promise<void>) | undefined;

  constructor(machine: Surroundings, config: Config, watchers: Watchers) {
    this.#machine = machine;
    this.#config = config;
    this.#watchers = watchers;
    this.bench = new Workbench('elsewhere', machine.world, machine.effects);
  }

  start(): void {
    const { world, faults, time, workServer, orderDesk, bus } = this.#machine;
    const owner: Owner = { alive: true, stillUntilMs: 0 };
    this.owner = owner;
    const chance = chanceOf(world.seed, 'worker', ++this.lives);
    const wire = new Wire(
      world,
      owner,
      faults,
      chanceOf(world.seed, 'worker wire', this.lives),
      this.#watchers.onPoint,
    );
    world.say(`a worker starts: elsewhere-${this.lives}`);
    const line = (level: string) => (fields: object, message: string) =>
      this.#watchers.onLogLine(level, fields, message);
    const engines = this.#machine.planted.worker({
      ...distantOrders(orderDesk, bus, wire),
      queue: workQueue(workServer, bus, wire),
      up: Promise.resolve(),
      performers: performersAt(this.bench, wire),
      ...{ owner: `elsewhere-${this.lives}`, clock: time.clock(), timers: time.timers(owner), random: chance },
      log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    });
    this.#stop = workAlone(this.#config, engines).stop;
  }

  end(cause: string): void {
    if (!this.owner.alive) return;
    const { world, faults, workServer } = this.#machine;
    world.say(`the worker ends: ${cause}`);
    this.owner.alive = false;
    workServer.tellers.delete(this.owner);
    this.bench.perish(() => faults.strikes('worker.dies-along'));
    world.in(restartMs, '', () => this.start());
  }

  stop(): void {
    const { owner } = this;
    void this.#stop?.().then(() => owner.alive && this.end('it has stopped'));
    this.#stop = undefined;
  }
}

/** Both classes are worked on at one bench; a probe leaves nothing behind. */
export function performersAt(bench: Workbench, wire: Wire) {
  const pause = (ms: number) => {
    wire.owner.stillUntilMs = Math.max(wire.owner.stillUntilMs, wire.world.ms + ms);
  };
  const task = bench.performer(wire, pause);
  return { task, probe: { perform: task.perform } };
}

/** The way to workers, as one life of the program has it. */
export function workersOf(
  { workServer, orderDesk, bus }: Pick<Surroundings, 'workServer' | 'orderDesk' | 'bus'>,
  wire: Wire,
): NonNullable<Engines['workers']> {
  return {
    queue: workQueue(workServer, bus, wire),
    serveTerminal: () => ({ stop() {} }),
    async serve(service) {
      const serving = { ...service, owner: wire.owner };
      orderDesk.service = serving;
      return {
        stop() {
          if (orderDesk.service === serving) orderDesk.service = undefined;
        },
      };
    },
  };
}

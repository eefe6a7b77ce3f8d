import type { Anchor } from '../../../actors/audit/ports.ts';
import type { EventStore, Log, SnapshotCache } from '../../../actors/ports.ts';
import { sealedStore } from '../../../adapters/personal/sealed-log.ts';
import { inlineSamples } from '../../../adapters/sqlite/samples.ts';
import { sqliteViews } from '../../../adapters/sqlite/views.ts';
import { sha256 } from '../../../domain/ids.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Config } from '../../../ops/config.ts';
import { lifeOf } from '../../../ops/life.ts';
import type { Engines } from '../../../ops/program/engines.ts';
import type { Reports } from '../../../ops/program/reports.ts';
import type { WorkerEngines } from '../../../ops/program/worker.ts';
import { type RunningProgram, run } from '../../../ops/program.ts';
import type { ReadModels } from '../../../projections/ports.ts';
import { calmMachine, toldHost } from '../../actors/answers/host/told-host.ts';
import type { Faults } from '../faults.ts';
import type { Owner } from '../kernel/agenda.ts';
import { chanceOf } from '../kernel/chance.ts';
import type { World } from '../kernel/world.ts';
import { audit } from './audit.ts';
import { BusServer, bus } from './bus.ts';
import { idleCharts } from './charts.ts';
import { Disk } from './disk.ts';
import { appender, type StoreTrouble } from './event-store.ts';
import { logReads } from './log-reads.ts';
import { OrderDesk } from './orders.ts';
import { sampler } from './sampler.ts';
import { ring } from './seal.ts';
import { botName, seededConfig } from './settings.ts';
import { telegram } from './telegram.ts';
import { TelegramServer } from './telegram-server.ts';
import { MachineTime } from './time.ts';
import { views } from './views.ts';
import type { Plants, Watchers } from './watchers.ts';
import { Wire } from './wire.ts';
import { WorkServer } from './work-server.ts';
import { type Effect, Workbench } from './workbench.ts';
import { performersAt, WorkerProcess, workersOf } from './worker-process.ts';

/** A machine without sensors, whose service manager never answers. */
const host = (): Engines['host'] => ({
  ...toldHost({ ...calmMachine, temperatures: new Refusal('not_on_this_host', 'There are no sensors.') }),
  services: () => new Promise(() => {}),
});

/** How long the supervisor waits before it starts a process that has ended. */
const restartMs = 1_000;

/** Everything that outlives a process, and the process: the real program on simulated engines. */
export class Machine {
  readonly world: World;
  readonly faults: Faults;
  readonly disk: Disk;
  readonly bus = new BusServer();
  readonly workServer = new WorkServer();
  readonly orderDesk = new OrderDesk();
  /** All that was done in the world, in order. */
  readonly effects: Effect[] = [];
  /** Where the program's own work is done. */
  readonly bench: Workbench;
  readonly worker: WorkerProcess;
  readonly telegram: TelegramServer;
  readonly time: MachineTime;
  readonly trouble: StoreTrouble = { full: false, readOnly: false };
  readonly samples: ReturnType<typeof inlineSamples>;
  /** Whether what people wrote is sealed in this log. */
  readonly sealing: boolean;
  /** What is anchored of the audit chain; it outlives everything. */
  readonly anchors: Anchor[] = [];
  readonly snapshots = new Map<string, { state: object; revision: bigint }>();
  readonly #watchers: Watchers;
  readonly #plants: Plants;
  readonly #config: Config;
  /** As they are stored. */
  models: ReadModels;
  build = '1.0.0';
  lives = 0;
  owner: Owner = { alive: false, stillUntilMs: 0 };
  #program: RunningProgram | undefined;
  #spooled: { cause: string; since: string } | undefined;
  #crashed: { instance: string; message: string } | undefined;
  #instance = '';

  constructor(world: World, faults: Faults, watchers: Watchers, plants: Plants = {}) {
    this.world = world;
    this.faults = faults;
    this.#watchers = watchers;
    this.#plants = plants;
    this.disk = new Disk(chanceOf(world.seed, 'positions').whole(1, 3));
    this.telegram = new TelegramServer(world);
    this.telegram.throttleRecorded = chatId => {
      const homes = [chatId, ...[...this.telegram.movedTo].filter(([, to]) => to === chatId).map(([from]) => from)];
      return homes.some(home => this.disk.of(`outbox-${home}`).at(-1)?.data.code === 'throttled');
    };
    this.time = new MachineTime(world);
    this.sealing = chanceOf(world.seed, 'sealing').number() < 0.4;
    this.models = this.#newModels();
    this.samples = inlineSamples({ now: () => this.time.now() });
    const snapshotEvery = chanceOf(world.seed, 'snapshots').whole(1, 8);
    this.#config = seededConfig(world.seed, snapshotEvery);
    this.bench = new Workbench('simulated', world, this.effects);
    this.worker = new WorkerProcess(this, this.#config, watchers);
    for (const bench of [this.bench, this.worker.bench]) bench.nameless = plants.nameless ?? false;
  }

  /** As a planted bug makes them. */
  planted = { worker: (engines: WorkerEngines) => this.#plants.worker?.(engines) ?? engines };

  get ready(): boolean {
    return this.#program !== undefined;
  }

  /** `main` of a new process. */
  start(): void {
    const { world } = this;
    const owner: Owner = { alive: true, stillUntilMs: 0 };
    this.owner = owner;
    const chance = chanceOf(world.seed, 'life', ++this.lives);
    const clock = this.time.clock();
    const startedMs = world.ms;
    const life = lifeOf({
      instanceName: this.#config.instanceName,
      build: this.build,
      configHash: 'simulated',
      process: {
        pid: this.lives,
        host: 'simulated',
        node: 'v24',
        uptimeMs: () => world.ms - startedMs,
        crashOf: instance =>
          this.#crashed?.instance === instance ? { stackHash: 'simulated', message: this.#crashed.message } : undefined,
        forgetCrash: () => {
          this.#crashed = undefined;
        },
      },
      clock,
      random: chance,
    });
    this.#instance = life.instance;
    world.say(`the process starts: ${life.instance}`);
    const wire = new Wire(world, owner, this.faults, chanceOf(world.seed, 'wire', this.lives), this.#watchers.onPoint);
    run(this.#config, life, async tell => {
      const engines = this.#engines(wire, tell);
      return this.#plants.engines?.(engines, { wire, headOf: stream => this.disk.headOf(stream) }) ?? engines;
    }).then(
      program => {
        world.say('the process is ready');
        this.#program = program;
        this.#watchers.onReady();
      },
      error => this.end(`it could not start: ${(error as Error).message}`),
    );
  }

  /** The end of the process, whatever it was doing; the supervisor starts it again. */
  end(cause: string, { crash = false, power = false } = {}): void {
    if (!this.owner.alive) return;
    this.world.say(`the process ends: ${cause}`);
    this.owner.alive = false;
    this.#program = undefined;
    this.disk.listeners.clear();
    this.telegram.hangUp();
    this.bench.perish(() => power || this.faults.strikes('worker.dies-along'));
    if (crash) this.#crashed = { instance: this.#instance, message: cause };
    if (power) {
      this.models.close();
      this.models = this.#newModels();
    }
    if (this.faults.strikes('cache.lost')) this.snapshots.clear();
    this.world.in(restartMs, '', () => this.start());
  }

  /** A polite stop, as SIGTERM asks for it. */
  stop(): void {
    const { owner } = this;
    const program = this.#program;
    if (program === undefined) {
      this.end('it was told to stop before it was ready');
      return;
    }
    this.world.say('SIGTERM');
    program.stop('SIGTERM').then(
      () => owner.alive && this.end('it has stopped'),
      error => owner.alive && this.end(`it failed to stop: ${(error as Error).message}`),
    );
    this.#program = undefined;
  }

  #engines(wire: Wire, tell: Reports): Engines {
    const { time, disk, world } = this;
    const { owner } = wire;
    const clock = time.clock();
    const timers = time.timers(owner);
    const log = this.#log();
    const reads = logReads(disk, wire);
    const append = appender(disk, this.trouble, wire, () => time.now());
    const recorded = { append, ...reads };
    const store: EventStore = this.sealing ? sealedStore(recorded, ring) : recorded;
    return {
      store,
      bus: bus(this.bus, wire, tell),
      telegram: telegram(this.telegram, wire, botName),
      audit: audit(this.anchors, wire),
      personal: { destroy: () => false, rebuild: async () => {} },
      projections: views(this.#plants.models?.(this.models) ?? this.models, reads, clock, timers, wire, tell),
      cache: this.#cache(),
      spool: {
        read: () => this.#spooled,
        write: loss => {
          this.#spooled = loss;
        },
        clear: () => {
          this.#spooled = undefined;
        },
      },
      host: host(),
      charts: idleCharts,
      performers: performersAt(this.bench, wire),
      workers: workersOf(this, wire),
      telemetry: { samples: this.samples, sampler: sampler(time, world), listen: () => ({ close: async () => {} }) },
      files: { keep: async (name, text) => ({ path: `/simulated/${name}`, sha256: sha256(text) }) },
      gauges: { memoryBytes: () => 100_000_000, loopDelayMs: () => 1 },
      ...{ clock, timers, log },
      random: chanceOf(world.seed, 'program', this.lives),
    };
  }

  #cache(): SnapshotCache {
    return {
      load: (stream, version) => this.snapshots.get(`${stream}@${version}`),
      save: (stream, version, entry) => {
        const kept = JSON.parse(JSON.stringify(entry.state)) as object;
        this.snapshots.set(`${stream}@${version}`, { state: kept, revision: entry.revision });
        this.#watchers.onSnapshot(stream, version, { state: kept, revision: entry.revision });
      },
    };
  }

  #log(): Log {
    const line = (level: string) => (fields: object, message: string) =>
      this.#watchers.onLogLine(level, fields, message);
    return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
  }

  #newModels(): ReadModels {
    return sqliteViews({ path: ':memory:' });
  }
}

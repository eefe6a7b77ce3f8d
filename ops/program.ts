import type { ActorWorld } from '../actors/actor.ts';
import { cast } from '../actors/cast.ts';
import { handover } from '../actors/handover.ts';
import { notices } from '../actors/notices.ts';
import { pacing } from '../actors/pacing.ts';
import { receiver } from '../actors/receive.ts';
import { keepSchedules } from '../actors/schedules/keep-schedules.ts';
import { sweeper } from '../actors/sweeper.ts';
import { type ActorSystem, actorSystem } from '../actors/system.ts';
import { watch } from '../actors/watch.ts';
import type { StreamName } from '../domain/ids.ts';
import type { Command } from '../domain/message.ts';
import type { Config } from './config.ts';
import type { Life } from './life.ts';
import { alarmOf } from './program/alarm.ts';
import { answersOf } from './program/answers.ts';
import { breakersOf, takeUpBreakers } from './program/breakers.ts';
import { busOrders, terminalOf } from './program/doors.ts';
import { drainer } from './program/drain.ts';
import type { Engines } from './program/engines.ts';
import { withFaults } from './program/faults/faults.ts';
import { features } from './program/features.ts';
import type { Inside } from './program/inside.ts';
import { jobSources } from './program/job-sources.ts';
import { lastWords } from './program/last-words.ts';
import { logTrouble } from './program/log-trouble.ts';
import { peopleOf } from './program/people.ts';
import { protection } from './program/protection.ts';
import { type Reports, reports } from './program/reports.ts';
import { schedulesOf } from './program/schedules.ts';
import { service } from './program/service.ts';
import { limitsOf, settingsOf } from './program/settings.ts';
import { standing } from './program/standing.ts';
import { machineSources } from './program/telemetry.ts';
import { vitals } from './program/vitals.ts';
import { watchedStore } from './program/watched-store.ts';
import { watching } from './program/watching.ts';
import { work } from './program/work.ts';

export interface RunningProgram {
  /** What may be looked at from outside while it runs. */
  inside: Inside;
  /** Takes nothing new, ends what is under way within the drain time, and says goodbye to the log. */
  stop(signal: string): Promise<void>;
}

/** The engines that the program does not open itself, told what the program wants to know of them. */
export type EnginesFor = (tell: Reports) => Promise<Engines>;

/** Of the time of a stop, what work gets that neither may be handed back nor outlives its worker. */
const workShare = 0.4;

/**
 * The program on its engines, in the order data flows. Resolves once it polls: everything that the log said was
 * open has been taken up by then.
 */
export async function run(config: Config, life: Life, open: EnginesFor): Promise<RunningProgram> {
  let system: ActorSystem;
  const tell = reports(() => system);
  const { engines, points, ...faults } = withFaults(config, await open(tell));
  const { bus, telegram, projections, clock, timers, random, log } = engines;

  const gateway = `gateway-${telegram.botId}` as const;
  const storeWatch = watch('eventstore', tell.on('dependency-eventstore'), { clock, log }, engines.spool);
  const busWatch = watch('bus', tell.on('dependency-bus'), { clock, log });
  const protecting = protection(
    config,
    engines,
    () => system,
    (name, note) => serving.changed(name, note),
  );
  const { kit, recorder, queries, host } = protecting;
  const serving = service(config, protecting, engines, () => storeWatch.down);
  const repeats = logTrouble(recorder, timers);
  const store = watchedStore(protecting.store, storeWatch, clock);
  const board = notices();
  const flags = features({ store, clock, log }, () => system);
  const soon = lastWords(timers, log);
  const working = work({ ...engines, config, life, system: () => system, notices: board });
  const machines = watching({ config, engines, system: () => system, store, clock, timers, log });
  const wakeOutbox = handover(() => system, log);
  const draining = drainer({ clock, timers });
  const signs = vitals({
    ...engines,
    gateway,
    config,
    life,
    system: () => system,
    storeWatch,
    lastAppendMs: store.lastAppendMs,
    mode: serving.modes.now,
    ...{ breakers: kit.rows, faults: points.inForce, names: () => protecting.names?.view() },
  });
  const world: ActorWorld = {
    ...{ store, clock, log },
    ...(engines.cache === undefined ? {} : { cache: engines.cache }),
    writer: { build: life.build, config: life.configHash },
    recorded(stream, facts) {
      working.recorded(stream, facts);
      machines.alerts.recorded(stream, facts);
      board.tell(stream, facts);
      flags.recorded(stream, facts);
      wakeOutbox(stream, facts);
      engines.counting?.(facts);
    },
    repeated: repeats.note,
    mailboxMax: config.actors.mailboxMax,
    conflictRetriesMax: config.actors.conflictRetriesMax,
    snapshotEvery: config.actors.snapshotEvery,
  };
  const jobSide = jobSources({
    ...{ config, jobs: working.jobs, store, queries, takeHeavy: serving.takeHeavy },
    system: () => system,
    hostName: () => host.name(),
  });
  const answers = serving.withFallbacks(
    answersOf({
      ...{ store, host, queries, flags, vitals: signs, breakers: breakersOf(kit, () => system), work: jobSide },
      ...machineSources(engines, config, machines.alerts),
      people: peopleOf(engines, () => system),
    }),
  );
  const ports = {
    ...jobSide,
    ...{ store, notices: board, clock, timers, random, log },
    pace: pacing(config.telegram.pace, { clock, timers }),
    poller: protecting.poller,
    door: protecting.door,
    gate: serving.gate,
    turnAway: serving.turnAway,
    alarm: alarmOf(config, { system: () => system, random, log }),
    override: kit.override,
    sender: telegram.sender,
    access: config.access,
    backoff: config.telegram.pollBackoff,
    timeZone: config.timeZone,
    ...{ warnMs: config.commands.warnMs, answers, flags },
    ...{ ...machines.notices, ...working.ports, jobs: working.jobs, faultPoints: points },
    draining: draining.ending,
    ...{ polled: signs.polled, hand },
  };
  const players = cast(settingsOf(config, telegram.botName), ports);
  system = actorSystem(players, { ...world, timers, random }, limitsOf(config), tell);
  tell.through({ clock, random, log });

  bus.onChange(change => (change.state === 'down' ? busWatch.lost(change.cause) : busWatch.found(change.gapMs)));
  if (storeWatch.down !== undefined) storeWatch.found();
  await projections.caughtUp();
  await Promise.all([takeUpBreakers({ kit, recorder, store, system }, clock.now()), faults.takeUp(store, system)]);
  await flags.refresh();
  const previous = await projections.lastRun();
  await life.begin(tell.order, previous);
  const { openWork } = projections;
  working.seed((await openWork()).jobs);
  const sweeping = sweeper(
    { openWork, offer: working.offering.offer, store, system, clock, timers, log, took: tell.took },
    config.sweeper,
  );
  const resumed = await sweeping.resume();
  const stopping = new AbortController();
  const consuming = await bus.consume(
    receiver({ ...ports, system, refused: tell.refused, ...busOrders(config, working.jobs) }, stopping.signal),
  );
  const answering = await working.serve(queries);
  const talking = engines.workers?.serveTerminal(terminalOf(config, { ...ports, jobs: working.jobs }));
  await system.wake(gateway);
  await machines.start();
  await life.ready(tell.order, resumed);
  const stands = standing({ ...engines, config, life, tell, signs, storeWatch, store });
  const scheduling = keepSchedules(
    schedulesOf(config),
    { jobs: working.jobs, note: tell.order, peek: stateOf, clock, timers, log },
    config.scheduling,
    previous?.lastAt,
  );

  return {
    inside: {
      ...{ queries, signs, faults: faults.door(queries, () => system) },
      ...{ dependencies: kit.rows, pools: kit.pools, names: protecting.names?.view, actors: () => system.stats() },
    },
    async stop(signal) {
      await soon(scheduling.stop());
      await soon(stands.ending());
      await soon(life.draining(tell.order, signal));
      system.sleep(gateway);
      sweeping.stop();
      await machines.stop();
      stopping.abort();
      talking?.stop();
      await consuming.stop();
      answering.stop();
      await working.workshop.drain(config.drainMs * workShare);
      await draining.drain(system, config.drainMs);
      await soon(life.end(tell.order));
      serving.stop();
      repeats.stop();
      protecting.stop();
      await soon(stands.end());
      await system.stop();
    },
  };

  /** Of a stream, its actor woken if need be. */
  async function stateOf(stream: StreamName) {
    await system.wake(stream);
    return system.peek(stream);
  }

  /** The bus carries it; where the bus cannot, the actor gets it at once, and the log has it anyway. */
  function hand(command: Command): void {
    const leave = (err: unknown) => log.info({ correlationId: command.correlationId, err }, 'left for the sweeper');
    protecting.publish(command, command.id).catch(() => system.tell(command).catch(leave));
  }
}

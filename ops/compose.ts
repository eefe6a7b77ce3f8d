import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ActorWorld } from '../actors/actor.ts';
import { cast } from '../actors/cast.ts';
import { handover } from '../actors/handover.ts';
import { notices } from '../actors/notices.ts';
import { pacing } from '../actors/pacing.ts';
import { receiver } from '../actors/receive.ts';
import { sweeper } from '../actors/sweeper.ts';
import { type ActorSystem, actorSystem } from '../actors/system.ts';
import { watch } from '../actors/watch.ts';
import { fileSpool } from '../adapters/files/spool.ts';
import { sqliteSnapshotCache } from '../adapters/sqlite/snapshot-cache.ts';
import type { Command } from '../domain/message.ts';
import { answersOf } from './compose/answers.ts';
import { busSide } from './compose/bus.ts';
import { drainer } from './compose/drain.ts';
import { eventStoreSide } from './compose/event-store.ts';
import { projectionsSide } from './compose/projections.ts';
import { reports } from './compose/reports.ts';
import { limitsOf, settingsOf } from './compose/settings.ts';
import { telegramSide } from './compose/telegram.ts';
import { vitals } from './compose/vitals.ts';
import { watchedStore } from './compose/watched-store.ts';
import type { Config } from './config.ts';
import type { Life } from './life.ts';
import type { ProcessLog } from './log.ts';
import { systemClock as clock, systemRandom as random, systemTimers as timers } from './system-time.ts';

export interface Program {
  /** Of the sandbox' chat page, when the sandbox stands in for Telegram. */
  pageUrl: string | undefined;
  /** Takes nothing new, ends what is under way within the drain time, and closes everything. */
  stop(signal: string): Promise<void>;
}

/** The one place where ports meet adapters. It wires, in the order data flows, and decides nothing. */
export async function compose(config: Config, life: Life, log: ProcessLog): Promise<Program> {
  const { dataDirectory } = config;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  let system: ActorSystem;
  const tell = reports(() => system, random, log);

  // The engines do not wait for each other; only the views need the log's file to be there.
  const telegramStarting = telegramSide(config, log);
  const busStarting = busSide(config, tell, log);
  const engine = await eventStoreSide(config);
  const storeWatch = watch(
    'eventstore',
    noteOn('dependency-eventstore'),
    { clock, log },
    fileSpool(join(dataDirectory, 'eventstore-lost.json')),
  );
  const busWatch = watch('bus', noteOn('dependency-bus'), { clock, log });
  const store = watchedStore(engine, storeWatch);
  const projections = await projectionsSide(config, log);
  const telegram = await telegramStarting;
  const { bus, ...busHost } = await busStarting;

  const cache = sqliteSnapshotCache(join(dataDirectory, 'snapshots.sqlite'), log);
  const board = notices();
  const wakeOutbox = handover(() => system, log);
  const draining = drainer();
  const signs = vitals({ config, life, clock, system: () => system, bus, storeWatch, store, projections });
  const world: ActorWorld = {
    store,
    clock,
    log,
    cache,
    writer: { build: life.build, config: life.configHash },
    recorded(stream, facts) {
      board.tell(stream, facts);
      wakeOutbox(stream, facts);
    },
    mailboxMax: config.actors.mailboxMax,
    conflictRetriesMax: config.actors.conflictRetriesMax,
    snapshotEvery: config.actors.snapshotEvery,
  };
  const ports = {
    ...{ store, notices: board, clock, timers, random, log },
    pace: pacing(config.telegram.pace, { clock, timers }),
    poller: telegram.poller,
    sender: telegram.sender,
    access: config.access,
    backoff: config.telegram.pollBackoff,
    timeZone: config.timeZone,
    warnMs: config.commands.warnMs,
    answers: answersOf({ store, queries: projections.queries, vitals: signs }),
    draining: draining.ending,
    polled: signs.polled,
    hand,
  };
  const players = cast(settingsOf(config, telegram.botName), ports);
  system = actorSystem(players, { ...world, timers, random }, limitsOf(config), tell);
  const gateway = `gateway-${telegram.botId}` as const;

  bus.onChange(change => (change.state === 'down' ? busWatch.lost(change.cause) : busWatch.found(change.gapMs)));
  if (storeWatch.down !== undefined) storeWatch.found();
  await projections.caughtUp();
  await life.begin(tell.order, await projections.lastRun());
  const sweeping = sweeper(
    { openWork: projections.openWork, store, system, clock, timers, log, took: tell.took },
    config.sweeper,
  );
  const resumed = await sweeping.resume();
  const consuming = await bus.consume(receiver(system, log, tell.refused));
  await system.wake(gateway);
  void telegram.introduce();
  await life.ready(tell.order, resumed);

  return {
    pageUrl: telegram.pageUrl,
    async stop(signal) {
      await life.draining(tell.order, signal);
      system.sleep(gateway);
      sweeping.stop();
      await consuming.stop();
      await draining.drain(system, timers, config.drainMs);
      await life.end(tell.order);
      await system.stop();
      await Promise.all([telegram.close(), bus.close().then(() => busHost.server?.stop()), projections.close()]);
      cache.close();
      await engine.close();
    },
  };

  /** The bus carries it; where the bus cannot, the actor gets it at once, and the log has it anyway. */
  function hand(command: Command): void {
    bus
      .publish(command, command.id)
      .catch(() =>
        system
          .tell(command)
          .catch(err => log.info({ correlationId: command.correlationId, err }, 'left for the sweeper')),
      );
  }

  function noteOn(stream: `dependency-${string}`) {
    return (type: string, data: Record<string, unknown>) => tell.order(stream, type, data);
  }
}

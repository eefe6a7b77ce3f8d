import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { PastLog } from '../actors/forensics/ports.ts';
import { keptFiles } from '../adapters/files/kept-files.ts';
import { fileSpool } from '../adapters/files/spool.ts';
import { anyHost } from '../adapters/host/any-host.ts';
import { metrics } from '../adapters/http/metrics/metrics.ts';
import type { WorkLink } from '../adapters/nats/work-link.ts';
import { sqliteSnapshotCache } from '../adapters/sqlite/snapshot-cache.ts';
import { type AuditSide, anchorsOf, auditSide, everyAnchor, requireAnchored, sinceAccepted } from './compose/audit.ts';
import { busSide } from './compose/bus.ts';
import { chartsSide } from './compose/charts.ts';
import { eventStoreSide } from './compose/event-store.ts';
import { httpSide } from './compose/http.ts';
import { namesSide } from './compose/names.ts';
import { natsServiceSide } from './compose/nats-service.ts';
import { performersOf } from './compose/performers.ts';
import { personalSide } from './compose/personal.ts';
import { projectionsSide } from './compose/projections.ts';
import { telegramSide } from './compose/telegram.ts';
import { telemetrySide } from './compose/telemetry.ts';
import { workersSide } from './compose/workers.ts';
import type { Config } from './config.ts';
import type { Life } from './life.ts';
import type { ProcessLog } from './log.ts';
import type { Reports } from './program/reports.ts';
import { type RunningProgram, run } from './program.ts';
import { systemClock as clock, systemRandom as random, systemTimers as timers } from './system-time.ts';

export interface Program extends Pick<RunningProgram, 'stop'> {
  /** Of the sandbox' chat page, when the sandbox stands in for Telegram. */
  pageUrl: string | undefined;
  /** Where HTTP is open, and the link that opens the page there once. */
  http?: { url: string; link: string } | undefined;
}

/** The one place where ports meet adapters: opens the engines, runs the program on them, and closes them after it. */
export async function compose(config: Config, life: Life, log: ProcessLog): Promise<Program> {
  const { dataDirectory } = config;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const inData = (name: string) => join(dataDirectory, name);
  const cache = sqliteSnapshotCache(inData('snapshots.sqlite'), log);
  const audit = auditSide(config);
  const personal = personalSide(config);
  let pageUrl: string | undefined;
  let warm = () => {};
  let past: PastLog | undefined;
  let link: WorkLink | undefined;
  const closing: (() => Promise<void>)[] = [];

  const counting = metrics();
  const program = await run(config, life, async tell => {
    const names = await namesSide(config);
    // The engines do not wait for each other; only the views need the log to be there.
    const [{ store, projections }, telegram, bus, telemetry] = await Promise.all([
      storeAndViews(config, audit, log, tell),
      telegramSide(config, log, names?.reach),
      busSide(config, tell, log),
      telemetrySide(config, life.build, log),
    ]);
    const remote = sinceAccepted(bus.bus.anchors(config.instanceName), audit.accepted);
    const workers = workersSide(config, bus.server, log);
    const files = keptFiles(inData('files'));
    const drawing = chartsSide(config, { samples: telemetry.samples, files }, tell, log);
    warm = drawing.warm;
    pageUrl = telegram.pageUrl;
    // Whoever looks into the past sees what was decided; what lies in the log is for the chain alone.
    const opened = personal.sealed(store);
    past = opened;
    link = workers.link;
    closing.push(
      telegram.close,
      telemetry.close,
      workers.close,
      () => drawing.charts.close(),
      bus.close,
      projections.close,
      async () => cache.close(),
      () => store.close(),
    );
    await requireAnchored(store, [...(await audit.anchors.read()), ...(await anchorsOf(remote, log))]);
    void telegram.introduce();
    return {
      names,
      ...{ store: opened, projections, telegram, cache, clock, timers, random, log },
      personal: {
        destroy(userId) {
          const known = personal.destroy(userId);
          cache.clear();
          return known;
        },
        rebuild: () => personal.rebuild(projections),
      },
      bus: bus.bus,
      telemetry: { ...telemetry, listen: telemetry.listenOn(bus.server) },
      audit: { ...audit, anchors: [audit.anchors, remote] },
      spool: fileSpool(inData('eventstore-lost.json')),
      host: anyHost(),
      ...{
        workers,
        performers: config.roles.includes('workers') ? { ...performersOf(config), render: drawing.render } : {},
      },
      ...{ files, charts: drawing.charts },
      die(why) {
        log.error({ why }, 'the process is ended on demand');
        process.kill(process.pid, 'SIGKILL');
      },
      gauges: gauges(),
      counting: counting.recorded,
    };
  });

  warm();
  const door = await httpSide(config, program.inside, past!, counting, log).catch(async error => {
    await program.stop('HTTP cannot be opened').finally(() => closeEach(closing, log));
    throw error;
  });
  const service = natsServiceSide(config, program.inside, past!, link!);
  return {
    pageUrl,
    ...(door === undefined ? {} : { http: { url: door.url, link: door.link() } }),
    async stop(signal) {
      try {
        service.stop();
        await door?.close();
        await program.stop(signal);
      } finally {
        await closeEach(closing, log);
      }
    },
  };
}

/** In order, each once: one that cannot be closed does not keep the rest open. */
export async function closeEach(closing: readonly (() => Promise<void>)[], log: Pick<ProcessLog, 'error'>) {
  for (const close of closing) {
    try {
      await close();
    } catch (err) {
      log.error({ err }, 'a part could not be closed: the rest is closed all the same');
    }
  }
}

/** The views throw away what they know of a log that was set back: the anchors are compared before that. */
async function storeAndViews(config: Config, audit: AuditSide, log: ProcessLog, tell: Reports) {
  const store = await eventStoreSide(config);
  await requireAnchored(store, await everyAnchor(config, audit));
  return { store, projections: await projectionsSide(config, log, tell.projecting) };
}

const resolutionMs = 10;

/** The delay is the 99th percentile since the last look. */
function gauges() {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  return {
    memoryBytes: () => process.memoryUsage.rss(),
    loopDelayMs() {
      const ms = delay.percentile(99) / 1e6 - resolutionMs;
      delay.reset();
      return Math.max(0, ms);
    },
  };
}

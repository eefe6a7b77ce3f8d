import type { ActorWorld } from '../../actors/actor.ts';
import { type Alerting, alerting } from '../../actors/alerting/alerting.ts';
import { sendReports } from '../../actors/alerting/reports.ts';
import type { NoticePorts } from '../../actors/effects/tell-notices.ts';
import { type Clock, type Log, StoreUnavailable, type Timers } from '../../actors/ports.ts';
import { recover } from '../../actors/recovery.ts';
import type { ActorSystem } from '../../actors/system.ts';
import { aggregates } from '../../domain/aggregates.ts';
import { outboxStream } from '../../domain/gateway/route.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { Outbox } from '../../domain/outbox/machine.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Config } from '../config.ts';
import { alertRulesOf, alertSettingsOf, reportTimesOf } from './alert-rules.ts';
import type { Engines } from './engines.ts';
import { settingsOf } from './settings.ts';
import { watchMachines } from './telemetry.ts';

interface Means {
  config: Config;
  engines: Pick<Engines, 'telemetry' | 'projections'>;
  system: () => ActorSystem;
  store: ActorWorld['store'];
  clock: Clock;
  timers: Timers;
  log: Log;
}

/** Machines and alerts, joined: samples come in, alerts are decided, chats are told. */
export interface Watching {
  alerts: Alerting;
  /** What the effect that tells chats needs. */
  notices: Pick<NoticePorts, 'alertChats' | 'tellOther' | 'isShown'>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function watching({ config, engines, system, store, clock, timers, log }: Means): Watching {
  const { telemetry, projections } = engines;
  const kinds = aggregates(settingsOf(config, () => ''));
  const alerts = alerting({
    ...{ store, clock, timers, log, samples: telemetry.samples, timeZone: config.timeZone },
    aggregate: kinds.alert,
    rules: alertRulesOf(config),
    settings: alertSettingsOf(config),
    thisHost: config.agent.name,
    order: (stream, type, data, id, asked) => {
      const actor = asked?.by ?? { id: 'system:watch', role: 'system' as const };
      const correlationId = asked?.correlationId ?? id.slice(0, 120);
      const chain = { correlationId, causationId: correlationId, actor, traffic: 'real' as const };
      return system().tell({ id, stream, type, data: { ...data }, ...chain });
    },
    wake: stream => system().wake(stream),
    async streams() {
      const { alerts: rows } = await projections.queries.alerts();
      return rows.map(({ stream }) => stream as StreamName);
    },
  });
  let stopWatching = async () => {};
  let stopReports = () => {};
  const tellOther: NoticePorts['tellOther'] = command => system().tell(command).catch(waitOut);

  return {
    alerts,
    notices: {
      alertChats: config.alerts.chats,
      tellOther,
      async isShown({ chatId, replyId }) {
        const stream = outboxStream(chatId);
        const awake = system().peek(stream) as { context: Outbox } | undefined;
        const { context } = awake ?? (await recover(kinds.outbox, stream, store)).state;
        return (context as Outbox).shown.some(shown => shown.replyId === replyId);
      },
    },
    async start() {
      await alerts.start();
      const watch = watchMachines(
        telemetry,
        config.agent.everyMs,
        alerts.heard,
        { clock, timers, log },
        alerts.reachable,
      );
      stopWatching = watch.stop;
      const {
        timeZone,
        alerts: { chats },
      } = config;
      const means = { chats, timeZone, samples: telemetry.samples, alerts, tellOther, clock, timers, log };
      stopReports = sendReports(reportTimesOf(config), means);
    },
    async stop() {
      alerts.stop();
      stopReports();
      await stopWatching();
    },
  };
}

/** A chat that is overrun takes the order later, as a log that is away does. */
function waitOut(cause: unknown): never {
  const isPassing =
    cause instanceof Refusal && ['mailbox_full', 'bulkhead_full', 'upstream_unavailable'].includes(cause.code);
  throw isPassing ? new StoreUnavailable(cause.message, { hint: cause.hint, cause }) : cause;
}

import type { Aggregate } from '../../domain/aggregate.ts';
import type { EventStore } from '../ports.ts';
import type { Alerts } from './alert-ports.ts';
import type { Answer } from './answer.ts';
import type { Files } from './file-ports.ts';
import { auditAnswer } from './history/audit.ts';
import { idemAnswer } from './history/idem.ts';
import { logAnswer } from './history/log.ts';
import { replayAnswer } from './history/replay.ts';
import { traceAnswer } from './history/trace.ts';
import { hostAnswers } from './host/host-answers.ts';
import type { Host } from './host-ports.ts';
import { jobAnswers } from './jobs/job-answers.ts';
import type { JobSources } from './jobs/sources.ts';
import { ackAnswer, muteAnswer, unmuteAnswer } from './machines/alert-orders.ts';
import { alertsAnswer } from './machines/alerts.ts';
import { exportAnswer } from './machines/export.ts';
import { type GraphSources, graphAnswer } from './machines/graph.ts';
import { type HostsOptions, hostsAnswer } from './machines/hosts.ts';
import { recentAnswer } from './machines/recent.ts';
import type { Thresholds } from './machines/stand-out.ts';
import { breakerAnswer } from './operations/breaker.ts';
import { breakersAnswer } from './operations/breakers.ts';
import { budgetAnswer } from './operations/budget.ts';
import { type FlagSettings, flagAnswer } from './operations/flag.ts';
import { opsAnswer } from './operations/ops.ts';
import { queueAnswer } from './operations/queue.ts';
import { sloAnswer } from './operations/slo.ts';
import { exportMeAnswer } from './people/export-me.ts';
import { forgetAnswer } from './people/forget.ts';
import type { People } from './people-ports.ts';
import type { AnswerQueries } from './query-ports.ts';
import type { Breakers } from './resilience-ports.ts';
import type { Samples } from './sample-ports.ts';
import { healthAnswer } from './service/health.ts';
import { statusAnswer } from './service/status.ts';
import type { Vitals } from './vitals-ports.ts';

export interface AnswerSources {
  host: Host;
  vitals: Vitals;
  queries: AnswerQueries;
  breakers: Breakers;
  flags: FlagSettings;
  store: Pick<EventStore, 'readStream'>;
  samples: Samples;
  files: Files;
  machines: HostsOptions;
  thresholds: Thresholds;
  alerts: Alerts;
  /** Metrics that have an alert rule on some machine. */
  alertMetrics: readonly string[];
  /** The render job of what /graph asks for. */
  planChart: GraphSources['plan'];
  /** Of the commands about jobs. */
  work: JobSources;
  /** Whose machines fold the streams that are replayed. */
  kinds: Record<string, Aggregate>;
  people: People;
}

/** One answer for each command of the registry that is answered outside of the chat. A test compares the two. */
export function everyAnswer(sources: AnswerSources): Record<string, Answer> {
  const {
    host,
    vitals,
    queries,
    breakers,
    flags,
    store,
    kinds,
    samples,
    files,
    machines,
    thresholds,
    alerts,
    alertMetrics,
    planChart,
    work,
    people,
  } = sources;
  const [status, trace, idem] = [statusAnswer(vitals, queries), traceAnswer(queries), idemAnswer(queries)];
  return {
    ...hostAnswers(host),
    hosts: hostsAnswer(samples, machines),
    graph: graphAnswer({ work, samples, machines, plan: planChart }),
    recent: recentAnswer(samples, thresholds),
    alerts: alertsAnswer(alerts),
    ack: ackAnswer(alerts),
    mute: muteAnswer(alerts, alertMetrics),
    unmute: unmuteAnswer(alerts, alertMetrics),
    export: exportAnswer(samples, files, machines),
    ...jobAnswers(work, { status, trace, idem }),
    health: healthAnswer(vitals),
    audit: auditAnswer(queries),
    log: logAnswer(queries),
    breakers: breakersAnswer(breakers),
    breaker: breakerAnswer(breakers),
    flag: flagAnswer(flags),
    ops: opsAnswer(queries),
    queue: queueAnswer(queries),
    exportme: exportMeAnswer(people),
    forget: forgetAnswer(people),
    slo: sloAnswer(queries),
    budget: budgetAnswer(queries),
    replay: replayAnswer(store, kinds),
  };
}

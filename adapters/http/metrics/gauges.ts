import { Counter, Gauge, type OpenMetricsContentType, type Registry } from 'prom-client';
import type { MetricSources } from './sources.ts';

/** Read when somebody scrapes, and at no other time. */
export interface Gauges {
  /** Sets them all; those of a source that fails are left out, and `binnacle_scrape_source_up` says which. */
  read(sources: MetricSources): Promise<void>;
}

export function gauges(registry: Registry<OpenMetricsContentType>): Gauges {
  const registers = [registry];
  const forgetting = new Map<object, () => void>();
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) => {
    const made = new Gauge<Label>({ name, help, labelNames, registers });
    if (labelNames.length === 0) made.remove();
    // To reset one without labels would say 0, which is a lie.
    forgetting.set(made, () => (labelNames.length === 0 ? made.remove() : made.reset()));
    return made;
  };
  const total = <Label extends string = never>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter<Label>({ name, help, labelNames, registers });

  const up = gauge('binnacle_scrape_source_up', '1 when this part of the metrics could be read.', ['source']);
  const build = gauge('binnacle_build_info', 'Which program runs; always 1.', ['version', 'instance', 'node']);
  const started = gauge('process_start_time_seconds', 'When the process started, since 1970.');
  const memory = gauge('process_resident_memory_bytes', 'Memory of the process.');
  const cpu = total('process_cpu_seconds', 'Processor time of the process.');
  const mode = gauge('binnacle_mode', '1 for the mode that the service is in.', ['mode']);
  const actors = gauge('binnacle_actors', 'Actors of this process.', ['state']);
  const restarts = total('binnacle_actor_restarts', 'Actors started again after a failure.');
  const breakers = gauge('binnacle_breaker_state', '1 for the state a breaker is in.', ['dependency', 'state']);
  const failures = gauge('binnacle_dependency_failure_ratio', 'Failed calls of the window.', ['dependency']);
  const slow = gauge('binnacle_dependency_slow_ratio', 'Slow calls of the window.', ['dependency']);
  const questions = total('binnacle_dns_questions', 'Questions to name servers, by result.', ['code']);
  const questionTime = total('binnacle_dns_seconds', 'Time that they took.', ['code']);
  const pool = gauge('binnacle_pool_calls', 'Calls that share a bulkhead.', ['pool', 'state']);
  const poolMax = gauge('binnacle_pool_calls_limit', 'Most calls of a bulkhead at once.', ['pool']);
  const rejected = total('binnacle_pool_rejections', 'Calls that a full bulkhead turned away.', ['pool']);
  const lagEvents = gauge('binnacle_projection_lag_events', 'Events that a view does not hold yet.', ['view']);
  const lagTime = gauge('binnacle_projection_lag_seconds', 'Age of the oldest of them.', ['view']);
  const viewUp = gauge('binnacle_projection_live', '1 when a view follows the log.', ['view']);
  const outbox = gauge('binnacle_outbox_pending', 'Replies asked for and not delivered yet.');
  const commands = gauge('binnacle_commands_open', 'Commands that are not finished.', ['state']);
  const jobs = gauge('binnacle_jobs', 'Jobs that are held, by state.', ['state']);
  const waiting = gauge('binnacle_jobs_waiting', 'Jobs that wait, by class.', ['class']);
  const running = gauge('binnacle_jobs_running', 'Jobs that run, by class.', ['class']);
  const queuedFor = gauge('binnacle_jobs_oldest_queued_seconds', 'Age of the job queued longest.', ['class']);
  const stale = gauge('binnacle_jobs_stale', 'Jobs that run past the end of their lease.');
  const approvals = gauge('binnacle_approvals_pending', 'Jobs that wait for a yes.');
  const approvalAge = gauge('binnacle_approvals_oldest_seconds', 'How long the first of them waits.');
  const decisions = gauge('binnacle_jobs_needing_operator', 'Failed jobs whose fate a person has to decide.');
  const alerts = gauge('binnacle_alerts_firing', 'Alerts that are raised.', ['severity']);
  const burn = gauge('binnacle_slo_burn_rate', 'How many times too fast a budget is spent.', ['sli', 'window']);
  const valid = gauge('binnacle_slo_valid', 'What counted in a window.', ['sli', 'window']);
  const bad = gauge('binnacle_slo_bad', 'What was bad in a window.', ['sli', 'window']);
  const left = gauge('binnacle_slo_budget_remaining_ratio', 'Share of the 30 days that is left.', ['sli']);
  const objective = gauge('binnacle_slo_objective_ratio', 'Share that must be good.', ['sli']);
  const freeze = gauge('binnacle_freeze', '1 for what may still be released.', ['level']);
  const broken = gauge('binnacle_guarantees_broken', 'Guarantees that no budget allows to break, broken now.');

  const readers: Record<string, (sources: MetricSources) => unknown> = {
    process(sources) {
      const said = sources.process();
      build.reset();
      build.set({ version: said.build, instance: said.instance, node: said.node }, 1);
      started.set(said.startedAtMs / 1000);
      memory.set(said.residentBytes);
      level(cpu, {}, said.cpuSeconds);
      mode.reset();
      mode.set({ mode: said.mode }, 1);
    },
    actors(sources) {
      const { live, waiting: orders, parked, restarts: again } = sources.actors();
      actors.set({ state: 'live' }, live);
      actors.set({ state: 'parked' }, parked);
      commands.set({ state: 'in_mailboxes' }, orders);
      level(restarts, {}, again);
    },
    dependencies(sources) {
      breakers.reset();
      for (const { name, state, failureRate, slowRate } of sources.dependencies()) {
        for (const one of ['closed', 'half-open', 'open'])
          breakers.set({ dependency: name, state: one }, one === state ? 1 : 0);
        failures.set({ dependency: name }, failureRate);
        slow.set({ dependency: name }, slowRate);
      }
    },
    names(sources) {
      for (const { code, count, tookMs } of sources.names?.() ?? []) {
        level(questions, { code }, count);
        level(questionTime, { code }, tookMs / 1000);
      }
    },
    pools(sources) {
      for (const { name, active, waiting: inLine, max, rejected: turnedAway } of sources.pools()) {
        pool.set({ pool: name, state: 'active' }, active);
        pool.set({ pool: name, state: 'waiting' }, inLine);
        poolMax.set({ pool: name }, max);
        level(rejected, { pool: name }, turnedAway);
      }
    },
    async views(sources) {
      for (const { name: view, lagEvents: behind, lagMs, isLive } of await sources.views()) {
        lagEvents.set({ view }, behind);
        lagTime.set({ view }, lagMs / 1000);
        viewUp.set({ view }, isLive ? 1 : 0);
      }
    },
    async openWork(sources) {
      const { untaken, unanswered, asking, replies } = await sources.openWork();
      outbox.set(replies);
      commands.set({ state: 'untaken' }, untaken);
      commands.set({ state: 'unanswered' }, unanswered);
      commands.set({ state: 'asking' }, asking);
    },
    async jobs(sources) {
      const found = await sources.jobs();
      const age = (since: string | null) =>
        since === null ? 0 : Math.max(0, Date.parse(sources.now()) - Date.parse(since)) / 1000;
      for (const [state, many] of Object.entries(found.byState)) jobs.set({ state }, many);
      for (const [name, counts] of Object.entries(found.byClass)) {
        waiting.set({ class: name }, counts.waiting);
        running.set({ class: name }, counts.running);
        queuedFor.set({ class: name }, age(counts.oldestQueuedAt));
      }
      stale.set(found.stale);
      approvals.set(found.approvals.pending);
      approvalAge.set(age(found.approvals.oldestAt));
      decisions.set(found.needsOperator);
    },
    async alerts(sources) {
      const firing = (await sources.alerts()).filter(({ state }) => state === 'firing');
      for (const severity of new Set(['warning', 'critical', ...firing.map(one => one.severity ?? 'unknown')]))
        alerts.set({ severity }, firing.filter(one => (one.severity ?? 'unknown') === severity).length);
    },
    async slo(sources) {
      const report = await sources.slo();
      for (const { sli, windows, remaining, objective: promised } of report.indicators) {
        for (const [window, counts] of Object.entries(windows)) {
          burn.set({ sli, window }, counts.burn);
          valid.set({ sli, window }, counts.good + counts.bad);
          bad.set({ sli, window }, counts.bad);
        }
        left.set({ sli }, remaining);
        objective.set({ sli }, promised);
      }
      freeze.reset();
      freeze.set({ level: report.freeze.level }, 1);
      broken.set(report.broken.length);
    },
  };

  const ofSource: Record<string, object[]> = {
    dependencies: [breakers, failures, slow],
    views: [lagEvents, lagTime, viewUp],
    jobs: [jobs, waiting, running, queuedFor, stale, approvals, approvalAge, decisions],
    openWork: [outbox, commands],
    alerts: [alerts],
    slo: [burn, valid, bad, left, objective, freeze, broken],
  };

  return {
    async read(sources) {
      const each = async ([source, reader]: [string, (from: MetricSources) => unknown]) => {
        try {
          await reader(sources);
          up.set({ source }, 1);
        } catch {
          // What is not known is left out: an old number would lie.
          for (const one of ofSource[source] ?? []) forgetting.get(one)?.();
          up.set({ source }, 0);
        }
      };
      await Promise.all(Object.entries(readers).map(each));
    },
  };
}

/** A counter whose sum is kept elsewhere. */
function level<Label extends string>(of: Counter<Label>, labels: Partial<Record<Label, string>>, sum: number): void {
  of.remove(labels);
  of.inc(labels, sum);
}

import { alertRows } from './alerts-query.ts';
import { chainReport } from './audit-chain-query.ts';
import { auditEntries } from './audit-query.ts';
import { chatSummaries } from './chats-query.ts';
import { everyProjection, type SizedTables } from './every-projection.ts';
import type { Head } from './head.ts';
import { idempotencyOf, idempotencyTotals } from './idempotency-query.ts';
import { jobCounts, jobList, jobNamed, openJobs } from './jobs-query.ts';
import { openWork } from './open-work-query.ts';
import { type OpsTerms, unknownTerms } from './ops-snapshot.ts';
import { opsSnapshot, opsViews } from './ops-snapshot-query.ts';
import type { Snapshot, StoredView, ViewReader } from './ports.ts';
import { processRuns } from './processes-query.ts';
import type { Answered, AsOf, Queries, ViewAge } from './queries.ts';
import { latestRecords } from './records-query.ts';
import { sloHistory } from './slo-history-query.ts';
import { defaultTerms, type SloTerms, sloReport } from './slo-query.ts';
import { digits } from './status.ts';
import { traceOf } from './trace-query.ts';

export interface QueryOptions {
  views: ViewReader;
  head: Head;
  tables: SizedTables;
  /** What is promised. Default: the defaults. */
  slo?: SloTerms;
  /** What the snapshot is held against. Default: nothing is known of the configuration. */
  ops?: OpsTerms;
  /** Why a view is set aside, where the projections run. */
  degraded?: (name: string) => { error: string } | undefined;
}

/**
 * Answers from the views, in the thread that projects, inline, or in another process that only reads. Everything
 * in an answer, and how old it is, comes from one instant of the views.
 */
export function queries({
  views,
  head,
  tables,
  degraded,
  slo = defaultTerms,
  ops = unknownTerms,
}: QueryOptions): Queries {
  const projections = everyProjection(tables);

  async function answer<Content extends object>(
    names: readonly string[],
    work: (snapshot: Snapshot) => Content,
  ): Promise<Answered<Content>> {
    const [content, stored] = views.read(snapshot => [work(snapshot), names.map(name => snapshot.view(name))] as const);
    return { ...content, asOf: await asOf(names, furthestBack(stored)) };
  }

  async function asOf(names: readonly string[], view: StoredView | undefined): Promise<AsOf> {
    const error = names.map(name => degraded?.(name)?.error).find(found => found !== undefined);
    const lag = await head.lagOf(view?.checkpoint, view?.last?.recordedAt);
    return { position: digits(view?.checkpoint), ...lag, ...(error === undefined ? {} : { degraded: error }) };
  }

  async function ages(): Promise<ViewAge[]> {
    const stored = views.read(snapshot => projections.map(({ name }) => [name, snapshot.view(name)] as const));
    return Promise.all(
      stored.map(async ([name, view]) => ({
        ...{ name, position: digits(view?.checkpoint), error: degraded?.(name)?.error ?? null },
        ...(await head.lagOf(view?.checkpoint, view?.last?.recordedAt)),
      })),
    );
  }

  return {
    ops: async (options = {}) => {
      const terms = { ops, slo, tables };
      const shown = await answer(opsViews, snapshot => opsSnapshot(snapshot, terms, options, head.now()));
      return { ...shown, projections: await ages() };
    },
    trace: id => answer(['trace'], snapshot => traceOf(snapshot, tables.trace, id)),
    audit: (options = {}) => answer(['audit'], snapshot => auditEntries(snapshot, tables.audit, options)),
    auditChain: (options = {}) => answer(['audit-chain'], snapshot => chainReport(snapshot, options)),
    log: (options = {}) => answer(['records'], snapshot => latestRecords(snapshot, tables.records, options)),
    chats: (options = {}) => answer(['chats', 'open-work'], snapshot => chatSummaries(snapshot, options)),
    idempotency: key => answer(['idempotency'], snapshot => idempotencyOf(snapshot, tables.idempotency, key)),
    idempotencyTotals: (options = {}) =>
      answer(['idempotency'], snapshot => idempotencyTotals(snapshot, tables.idempotency, options)),
    openWork: () => answer(['open-work'], openWork),
    jobs: (options = {}) => answer(['jobs'], snapshot => jobList(snapshot, options)),
    job: jobId => answer(['jobs'], snapshot => jobNamed(snapshot, jobId)),
    jobCounts: () => answer(['jobs'], snapshot => jobCounts(snapshot, head.now())),
    openJobs: () => answer(['jobs'], openJobs),
    slo: () => answer(['slo'], snapshot => sloReport(snapshot, slo, head.now())),
    sloHistory: options => answer(['slo'], snapshot => sloHistory(snapshot, slo, options, head.now())),
    alerts: () => answer(['alerts'], alertRows),
    processes: (options = {}) => answer(['processes'], snapshot => processRuns(snapshot, options)),
  };
}

/** Of several views, the one whose age counts. */
function furthestBack(views: readonly (StoredView | undefined)[]): StoredView | undefined {
  return views.reduce((least, view) => ((view?.checkpoint ?? -1n) < (least?.checkpoint ?? -1n) ? view : least));
}

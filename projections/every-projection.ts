import { alertsProjection } from './alerts.projection.ts';
import { auditProjection, auditTable } from './audit.projection.ts';
import { auditChainProjection } from './audit-chain.projection.ts';
import { chatsProjection } from './chats.projection.ts';
import { idempotencyProjection, idempotencyTable } from './idempotency.projection.ts';
import { jobsProjection } from './jobs.projection.ts';
import { openWorkProjection } from './open-work.projection.ts';
import { opsSnapshotProjection } from './ops-snapshot.projection.ts';
import { processesProjection } from './processes.projection.ts';
import type { Projection } from './projection.ts';
import { recordsProjection, recordsTable } from './records.projection.ts';
import { sloProjection } from './slo.projection.ts';
import { traceProjection, traceTables } from './trace.projection.ts';
import { unreadProjection } from './unread.projection.ts';

/** How many rows the views that only grow hold: the newest. A change builds the view anew. */
export interface ViewSizes {
  /** Events that can be traced. Default 1 000 000, about 0.4 GB. */
  trace: number;
  /** Default 200 000. */
  audit: number;
  /** Default 2000, at least 500. */
  records: number;
  /** Default 200 000. */
  idempotency: number;
}

export const defaultViewSizes: ViewSizes = { trace: 1_000_000, audit: 200_000, records: 2000, idempotency: 200_000 };

/** The tables that queries read and whose size is configured. */
export function sizedTables(sizes: ViewSizes) {
  return {
    trace: traceTables(sizes.trace),
    audit: auditTable(sizes.audit),
    records: recordsTable(sizes.records),
    idempotency: idempotencyTable(sizes.idempotency),
  };
}

export type SizedTables = ReturnType<typeof sizedTables>;

/** Every view there is. */
export function everyProjection(tables: SizedTables): Projection[] {
  return [
    openWorkProjection,
    jobsProjection,
    chatsProjection,
    traceProjection(tables.trace),
    recordsProjection(tables.records),
    auditProjection(tables.audit),
    auditChainProjection,
    idempotencyProjection(tables.idempotency),
    processesProjection,
    alertsProjection,
    sloProjection,
    opsSnapshotProjection,
    unreadProjection,
  ];
}

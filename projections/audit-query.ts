import type { auditTable } from './audit.projection.ts';
import { limitOf } from './bounds.ts';
import type { Snapshot } from './ports.ts';

export interface AuditEntry {
  position: string;
  at: string;
  actor: string;
  role: string;
  action: string;
  target: string;
  result: string;
  text: string;
  correlationId: string;
}

export interface AuditOptions {
  /** `tg:1001`, `system:sweeper`, … */
  actor?: string;
  /** 1 to 50. Default 20. */
  limit?: number;
}

export function auditEntries(
  snapshot: Snapshot,
  table: ReturnType<typeof auditTable>,
  { actor, limit }: AuditOptions,
): { entries: AuditEntry[] } {
  const rows = snapshot.select('audit', table, {
    where: actor === undefined ? [] : [['actor', '=', actor]],
    order: 'newest',
    limit: limitOf(limit, 20, 50),
  });
  return { entries: rows.map(row => ({ ...row, position: String(row.position) })) };
}

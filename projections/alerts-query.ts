import { type AlertRow, alertsTable } from './alerts.projection.ts';
import type { Snapshot } from './ports.ts';

/** A machine has about ten alerts. */
const alertsMax = 20_000;

/** Raised ones first, then by the latest change. */
export function alertRows(snapshot: Snapshot): { alerts: AlertRow[] } {
  const rows = snapshot.select('alerts', alertsTable, {
    order: ['state', 'changedAt'],
    falling: true,
    limit: alertsMax,
  });
  return { alerts: rows };
}

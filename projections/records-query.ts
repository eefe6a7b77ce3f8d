import { limitOf } from './bounds.ts';
import type { Snapshot } from './ports.ts';
import type { recordsTable } from './records.projection.ts';

export interface LogRecord {
  position: string;
  at: string;
  level: 'info' | 'warn' | 'error';
  stream: string;
  type: string;
  code: string | null;
  correlationId: string;
  text: string;
}

export interface LogOptions {
  /** 1 to 500. Default 100. */
  limit?: number;
  /** Only records that hold this text, in any field, in either case. */
  text?: string;
  /** This severity or worse. */
  level?: 'info' | 'warn' | 'error';
  stream?: string;
  correlationId?: string;
}

const severity = { info: 0, warn: 1, error: 2 };

/** The ring is small enough to be looked through whole. */
export function latestRecords(
  snapshot: Snapshot,
  table: ReturnType<typeof recordsTable>,
  options: LogOptions,
): { records: LogRecord[] } {
  const limit = limitOf(options.limit, 100, 500);
  const rows = snapshot.select('records', table, { order: 'newest', limit: table.keep });
  const records = rows.map(row => ({ ...row, level: row.level as LogRecord['level'], position: String(row.position) }));
  return { records: records.filter(record => fits(record, options)).slice(0, limit) };
}

function fits(record: LogRecord, { text, level = 'info', stream, correlationId }: LogOptions): boolean {
  if (severity[record.level] < severity[level]) return false;
  if (stream !== undefined && record.stream !== stream) return false;
  if (correlationId !== undefined && record.correlationId !== correlationId) return false;
  return text === undefined || Object.values(record).join('\n').toLowerCase().includes(text.toLowerCase());
}

import { msBetween } from '../domain/instants.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Snapshot } from './ports.ts';
import type { RowOf } from './table.ts';
import type { TraceTables } from './trace.projection.ts';

/** One event of a chain, under the one it followed from. */
export interface TraceStep {
  position: string;
  stream: string;
  revision: string;
  id: string;
  type: string;
  actor: string;
  text: string;
  recordedAt: string;
  /** Since its parent was recorded; 0 for a root. */
  ms: number;
  /** Since the first event of the chain. */
  sinceStartMs: number;
  steps: TraceStep[];
}

export interface Trace {
  correlationId: string;
  /** What began the chain; more than one when a parent is not in it. */
  roots: TraceStep[];
  count: number;
  totalMs: number;
  /** The chain is longer than the 1000 events shown. */
  cut: boolean;
}

const stepsMax = 1000;
const candidatesMax = 10;

type StepRow = RowOf<TraceTables['steps']['columns']>;

/** @throws {Refusal} `not_found`, `invalid_request`: see `Queries.trace`. */
export function traceOf(snapshot: Snapshot, tables: TraceTables, id: string): Trace {
  const correlationId = chainOf(snapshot, tables, id);
  const found = snapshot.select('trace', tables.steps, {
    where: [['correlationId', '=', correlationId]],
    limit: stepsMax + 1,
  });
  const rows = found.slice(0, stepsMax).sort((one, other) => (one.position < other.position ? -1 : 1));
  const roots = treeOf(rows);
  const totalMs = msBetween(rows[0]!.recordedAt, rows.at(-1)!.recordedAt);
  return { correlationId, roots, count: rows.length, totalMs, cut: found.length > stepsMax };
}

function chainOf(snapshot: Snapshot, { steps, names }: TraceTables, id: string): string {
  const exact = snapshot.select('trace', steps, { where: [['correlationId', '=', id]], limit: 1 })[0];
  if (exact !== undefined) return id;
  const named = snapshot.select('trace', names, { where: [['name', '=', id]], order: 'newest', limit: 1 })[0];
  if (named !== undefined) return named.correlationId;
  const [only, ...others] = beginningWith(snapshot, steps, id);
  if (only === undefined) throw new Refusal('not_found', `Nothing is recorded under ${id}.`);
  if (others.length === 0) return only;
  const hint = `Send one of: ${[only, ...others].join(', ')}.`;
  throw new Refusal('invalid_request', `More than one chain begins with ${id}.`, { hint });
}

/** One look-up in the index for each chain, so a beginning that fits a million events costs no more than ten. */
function beginningWith(snapshot: Snapshot, steps: TraceTables['steps'], prefix: string): string[] {
  const chains: string[] = [];
  if (prefix === '') return chains;
  while (chains.length < candidatesMax) {
    const [next] = snapshot.select('trace', steps, {
      where: [['correlationId', '>', chains.at(-1) ?? prefix]],
      order: ['correlationId'],
      limit: 1,
    });
    if (next === undefined || !next.correlationId.startsWith(prefix)) break;
    chains.push(next.correlationId);
  }
  return chains;
}

/**
 * Each event under its cause: the event whose id it names; or the one that gave the command it names; or the one
 * that began the reply or the command it is about. A cause is always earlier in the log than what it led to.
 */
function treeOf(rows: readonly StepRow[]): TraceStep[] {
  const roots: TraceStep[] = [];
  const byHandle = new Map<string, TraceStep>();
  for (const row of rows) {
    const handles = [row.causationId, `reply ${row.replyId}`, `command ${row.commandId}`];
    const parent = handles.map(handle => byHandle.get(handle)).find(step => step !== undefined);
    const step = stepOf(row, parent, rows[0]!);
    (parent?.steps ?? roots).push(step);
    byHandle.set(row.id, step);
    if (row.replyId !== null) setOnce(byHandle, `reply ${row.replyId}`, step);
    if (row.commandId === null) continue;
    setOnce(byHandle, `command ${row.commandId}`, step);
    // What a received command leads to names it as its cause.
    if (row.type === 'UpdateReceived') setOnce(byHandle, row.commandId, step);
  }
  return roots;
}

function setOnce(map: Map<string, TraceStep>, handle: string, step: TraceStep): void {
  if (!map.has(handle)) map.set(handle, step);
}

function stepOf(row: StepRow, parent: TraceStep | undefined, first: StepRow): TraceStep {
  const { position, stream, revision, id, type, actor, text, recordedAt } = row;
  return {
    ...{ position: String(position), stream, revision: String(revision), id, type, actor, text, recordedAt },
    ms: parent === undefined ? 0 : msBetween(parent.recordedAt, recordedAt),
    sinceStartMs: msBetween(first.recordedAt, recordedAt),
    steps: [],
  };
}

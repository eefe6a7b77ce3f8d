import { eventSchemas, schemaVersion } from '../domain/upcast.ts';
import type { EventLog, ReadModels, StoredView } from './ports.ts';
import { identityOf, type Projection } from './projection.ts';
import { unreadCount } from './unread.projection.ts';
import { type View, viewOf } from './view.ts';

/** What the stored views are to this program, when a session begins. */
export interface Plan {
  /** Of today's version: they answer, and follow the log. */
  current: View[];
  /** Being built beside the one that answers. */
  next: View[];
  /** Names of the views that answer as an older version left them, until the new one is in place. */
  outdated: Set<string>;
  /** The furthest place that any view that answers has come to: a new one has to come there first. */
  reached: bigint | undefined;
}

/** The event types and versions this program can read, as a short text that changes when they do. */
const catalogue: string = Object.keys(eventSchemas)
  .sort()
  .map(type => (schemaVersion(type) === 1 ? type : `${type}:${schemaVersion(type)}`))
  .join(' ');

/** What a view that this program makes is known by later. */
export const asToday = (projection: Projection) => ({ identity: identityOf(projection), catalogue });

/**
 * Makes what is missing, drops what no projection names, begins or takes up the building of what has changed.
 * A view that left events unread, and that this program can read more of, is built anew as well.
 */
export function planViews(models: ReadModels, projections: readonly Projection[]): Plan {
  const plan: Plan = { current: [], next: [], outdated: new Set(), reached: undefined };
  const stored = new Map(models.stored().map(view => [`${view.name}/${view.slot}`, view]));
  const names = new Set(projections.map(({ name }) => name));
  for (const { name, slot } of stored.values()) if (!names.has(name)) models.drop(name, slot);
  const unread = stored.has('unread/live') && unreadCount(models) > 0;
  for (const projection of projections) {
    planOne(
      models,
      projection,
      stored.get(`${projection.name}/live`),
      stored.get(`${projection.name}/next`),
      plan,
      unread,
    );
  }
  return plan;
}

function planOne(
  models: ReadModels,
  projection: Projection,
  live: StoredView | undefined,
  next: StoredView | undefined,
  plan: Plan,
  unread: boolean,
): void {
  const { name } = projection;
  const today = identityOf(projection);
  const current = live === undefined ? models.create(projection, 'live', asToday(projection)) : live;
  const isCurrent = current.identity === today;
  if ((current.checkpoint ?? -1n) > (plan.reached ?? -1n)) plan.reached = current.checkpoint;
  if (isCurrent) plan.current.push(viewOf(projection, current));
  else plan.outdated.add(name);
  const readsMore = unread && current.catalogue !== catalogue;
  if (next?.identity === today && next.catalogue === catalogue) plan.next.push(viewOf(projection, next));
  else if (!isCurrent || readsMore)
    plan.next.push(viewOf(projection, models.create(projection, 'next', asToday(projection))));
  else if (next !== undefined) models.drop(name, 'next');
}

/**
 * Why the views cannot be of this log; nothing when they can. A log that was restored from an older backup does not
 * hold the last event that they have seen, or holds another one there.
 */
export async function foreign(log: EventLog, stored: readonly StoredView[]): Promise<string | undefined> {
  const furthest = stored.reduce<StoredView | undefined>(
    (most, view) => ((view.last?.position ?? -1n) > (most?.last?.position ?? -1n) ? view : most),
    undefined,
  );
  if (furthest?.last === undefined) return undefined;
  const { id, stream, revision, position } = furthest.last;
  for await (const [event] of log.readStream(stream, { from: revision, limit: 1 }))
    if (event?.id === id) return undefined;
  return `the last event that the view ${furthest.name} has seen, at ${position}, is not in the log`;
}

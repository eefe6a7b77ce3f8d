import type { Head, Lag } from './head.ts';
import type { ReadModels, Slot, StoredView } from './ports.ts';
import type { Projection } from './projection.ts';
import type { Session } from './session.ts';
import type { Degraded, SetAside } from './set-aside.ts';
import { unreadEvents } from './unread.projection.ts';
import type { View } from './view.ts';

/** `live` follows the log; `catching_up` is being brought level; `outdated` answers as an older version left it. */
export type ViewState = 'live' | 'catching_up' | 'outdated' | 'degraded';

/** JSON throughout: positions are decimal digits. */
export interface ViewStatus extends Lag {
  name: string;
  version: number;
  state: ViewState;
  position: string | null;
  /** Why it is degraded, at which event, and when it is tried again. */
  error?: { message: string; position: string; eventType: string; failures: number; since: string; retryAt: string };
  /** A new one is being built beside it, and has come so far. */
  building?: { position: string | null };
}

export interface RunnerStatus {
  /** `interrupted`: the log or the views' file is not to be had; what is shown grows old. */
  state: 'starting' | 'running' | 'interrupted';
  cause?: string;
  /** Of the log, as last heard. */
  head: string | null;
  views: ViewStatus[];
  /** Events skipped because this program cannot read them; the latest 50, newest first. */
  unread: {
    count: number;
    latest: { position: string; type: string; stream: string; why: string; recordedAt: string }[];
  };
}

export interface StatusSources {
  projections: readonly Projection[];
  models: ReadModels;
  head: Head;
  session: Session | undefined;
  setAside: SetAside;
  trouble: { cause: string } | undefined;
}

/** Never rejects for trouble outside: it is what is asked when there is trouble. */
export async function statusOf(sources: StatusSources): Promise<RunnerStatus> {
  const { projections, head, session, trouble } = sources;
  await head.refresh();
  const cause = trouble?.cause ?? head.error;
  const state = cause !== undefined ? 'interrupted' : session === undefined ? 'starting' : 'running';
  const stored = orNothing(() => sources.models.stored(), []);
  return {
    state,
    ...(cause === undefined ? {} : { cause }),
    head: digits(head.position),
    views: await Promise.all(projections.map(projection => viewStatus(projection, sources, stored))),
    unread: unreadOf(sources.models),
  };
}

async function viewStatus(
  { name, version }: Projection,
  { head, session, setAside }: StatusSources,
  stored: readonly StoredView[],
): Promise<ViewStatus> {
  const [view, next] = [session?.current.get(name), session?.next.get(name)];
  const resting = (view && setAside.of(view)) ?? (next && setAside.of(next));
  const inSlot = (slot: Slot) => stored.find(each => each.name === name && each.slot === slot);
  const [live, building] = [inSlot('live'), inSlot('next')];
  return {
    name,
    version,
    state: resting === undefined ? stateOf(name, view, session) : 'degraded',
    position: digits(live?.checkpoint),
    ...(await head.lagOf(live?.checkpoint, live?.last?.recordedAt)),
    ...(resting === undefined ? {} : { error: errorOf(resting) }),
    ...(building === undefined ? {} : { building: { position: digits(building.checkpoint) } }),
  };
}

function stateOf(name: string, view: View | undefined, session: Session | undefined): ViewState {
  if (session?.outdated.has(name)) return 'outdated';
  return view === undefined || session!.isBehind(view) ? 'catching_up' : 'live';
}

function errorOf({ error: message, position, eventType, failures, since, retryAt }: Degraded) {
  return { message, position: String(position), eventType, failures, since, retryAt };
}

function unreadOf(models: ReadModels): RunnerStatus['unread'] {
  const { count, latest } = orNothing(() => models.read(unreadEvents), { count: 0, latest: [] });
  return { count, latest: latest.map(row => ({ ...row, position: String(row.position) })) };
}

/** Views that are not made yet, or a file that is not to be had, which `state` and `cause` say. */
function orNothing<Result>(read: () => Result, nothing: Result): Result {
  try {
    return read();
  } catch {
    return nothing;
  }
}

export const digits = (position: bigint | undefined): string | null =>
  position === undefined ? null : String(position);

import type { EventLog } from '../../projections/ports.ts';
import { decode, positionOf } from './codec.ts';
import { pageMax, type Settings } from './options.ts';
import type { Page } from './page.ts';

/** Reads the whole log; what is not ours is left out. Forwards it ends at the head as it was at the start. */
export function allReads(page: Page, settings: Settings, head: EventLog['head']): EventLog['readAll'] {
  const { credentials, prefix } = settings;
  return async function* readAll({ after, backwards = false, limit, signal } = {}) {
    if (signal?.aborted || limit === 0) return;
    const end = backwards ? undefined : await head();
    if (!backwards && end === undefined) return;
    const direction = backwards ? ('backwards' as const) : ('forwards' as const);
    let left = limit ?? Number.POSITIVE_INFINITY;
    let from = after;
    while (left > 0 && !signal?.aborted) {
      const fromPosition = from === undefined ? (backwards ? 'end' : 'start') : positionOf(from);
      const options = { fromPosition, maxCount: pageMax, direction, credentials, requiresLeader: true } as const;
      const read = await page('the log', client => client.readAll(options));
      const reached = read.at(-1)?.event?.position?.commit;
      const due = isAfter(from, backwards);
      const events = read
        .flatMap(resolved => decode(prefix, resolved) ?? [])
        .filter(({ position }) => due(position) && (end === undefined || position <= end))
        .slice(0, Math.min(left, pageMax));
      if (events.length > 0) yield events;
      left -= events.length;
      if (read.length < pageMax || reached === undefined || !due(reached)) return;
      if (end !== undefined && reached >= end) return;
      from = reached;
    }
  };
}

/** Forwards the server gives the event at the starting position too, backwards it does not: neither is relied on. */
const isAfter = (from: bigint | undefined, backwards: boolean) => (position: bigint) =>
  from === undefined || (backwards ? position < from : position > from);

import type { StreamName } from '../../domain/ids.ts';
import type { RecordedEvent } from '../../domain/message.ts';

/** What a subscription may give of what has come, and whether something is missing after it. */
export interface Admitted {
  events: RecordedEvent[];
  /** `<stream>@<revision>` of the event before which one is missing; it and what follows are not admitted. */
  gap?: string;
}

/**
 * Watches the order of one subscription. Repeats are left out: their position is not above the last. Positions have
 * holes by nature, so a gap shows as a revision of a stream that does not follow the last seen of it.
 *
 * A gap that shows again at the same event after subscribing anew is the log's own (a truncated stream) and admitted.
 * Of up to `streamsMax` streams the revision is remembered; the longest silent one is forgotten first.
 */
export function orderGuard(streamsMax = 10_000) {
  const revisions = new Map<StreamName, bigint>();
  let suspected: string | undefined;

  return (events: readonly RecordedEvent[], last: bigint | undefined): Admitted => {
    const admitted: RecordedEvent[] = [];
    for (const event of events) {
      const before = admitted.at(-1)?.position ?? last;
      if (before !== undefined && event.position <= before) continue;
      const previous = revisions.get(event.stream);
      const gap = `${event.stream}@${event.revision}`;
      if (previous !== undefined && event.revision > previous + 1n && gap !== suspected) {
        suspected = gap;
        return { events: admitted, gap };
      }
      if (gap === suspected) suspected = undefined;
      remember(event);
      admitted.push(event);
    }
    return { events: admitted };
  };

  function remember({ stream, revision }: RecordedEvent): void {
    revisions.delete(stream);
    revisions.set(stream, revision);
    if (revisions.size > streamsMax) revisions.delete(revisions.keys().next().value!);
  }
}

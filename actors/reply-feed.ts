import type { ChatEvent } from '../domain/chat/events.ts';
import type { StreamName } from '../domain/ids.ts';
import { decode, type Fact } from '../domain/upcast.ts';
import type { Notices } from './notices.ts';
import type { EventStore } from './ports.ts';

/** A reply that a chat asked for, and its place in the chat's stream. */
export interface PendingReply {
  revision: bigint;
  eventId: string;
  correlationId: string;
  request: ChatEvent & { type: 'ReplyRequested' };
}

/**
 * The replies of one chat, in order: read from the log, and kept up with by notices. At most `keepMax` are
 * held; the log has the rest.
 */
export interface ReplyFeed {
  /** The first reply after a revision; waits for one. Undefined once the feed's signal fires. */
  next(after: bigint): Promise<PendingReply | undefined>;
  /** Those known to follow a revision. */
  following(revision: bigint): PendingReply[];
  close(): void;
}

const keepMax = 200;

export function replyFeed(
  chat: StreamName,
  after: bigint,
  store: Pick<EventStore, 'readStream'>,
  board: Notices,
  signal: AbortSignal,
): ReplyFeed {
  let held: PendingReply[] = [];
  /** Everything up to here has been looked at. */
  let scanned = after;
  /** Something was recorded past `scanned` that no notice brought. */
  let behind = true;
  let awaken = () => {};
  signal.addEventListener('abort', () => awaken(), { once: true });

  const stopListening = board.listen(chat, facts => {
    const joins = !behind && facts[0]!.revision === scanned + 1n && held.length < keepMax;
    if (joins) take(facts);
    else behind = true;
    awaken();
  });

  function take(facts: Fact[]): void {
    held.push(...facts.filter(({ type }) => type === 'ReplyRequested').map(pending));
    scanned = facts.at(-1)!.revision;
  }

  /** What could not be read stays behind, or it would wait for the next notice. */
  async function catchUp(): Promise<void> {
    behind = false;
    try {
      await readOn();
    } catch (error) {
      behind = true;
      throw error;
    }
  }

  /** Stops at a full hand: what was not read stays behind. */
  async function readOn(): Promise<void> {
    for await (const page of store.readStream(chat, { from: scanned + 1n, signal })) {
      take(page.flatMap(event => readable(event)));
      scanned = page.at(-1)?.revision ?? scanned;
      if (held.length >= keepMax) {
        behind = true;
        return;
      }
    }
  }

  const asleep = () =>
    new Promise<void>(resolve => {
      awaken = resolve;
    });

  return {
    async next(after) {
      while (!signal.aborted) {
        if (held[0] !== undefined && held[0].revision <= after) held = held.filter(({ revision }) => revision > after);
        if (held.length > 0) return held[0];
        if (behind) await catchUp();
        else await asleep();
      }
      return undefined;
    },
    following: after => held.filter(({ revision }) => revision > after),
    close: stopListening,
  };
}

function pending({ revision, id, data, metadata, type }: Fact): PendingReply {
  const request = { type, ...data } as unknown as PendingReply['request'];
  return { revision, eventId: id, correlationId: metadata.correlationId, request };
}

/** What this program cannot read is no reply that it could deliver; the chat's own actor reports it. */
function readable(event: Parameters<typeof decode>[0]): Fact[] {
  const decoded = decode(event);
  return decoded.known ? [decoded.event] : [];
}

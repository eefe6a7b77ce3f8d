import { genesis, type Link } from '../domain/audit/chain.ts';
import { type Break, ChainWalk } from '../domain/audit/walk.ts';
import type { EventLog } from './ports.ts';

/** What a reading of the log has shown. */
export type Verdict =
  | { whole: true; head: Link; anchors: number }
  | { whole: false; kind: Break['kind'] | 'unreadable'; detail: string };

export interface VerifyOptions {
  /** Where to begin: its link is believed. Default: the beginning of the log. */
  from?: Link;
  /** Ends at the last anchor instead of at the end of the log. */
  toLastAnchor?: boolean;
  signal?: AbortSignal;
  /** Between two pages. Default: nothing. */
  pause?: () => Promise<void>;
}

/**
 * Reads the log and holds it against its anchors. A log that cannot be read there is one that is broken, with the
 * reason; what is only away throws.
 *
 * @throws {StoreUnavailable} the log cannot be asked just now.
 */
export async function verifyChain(
  log: Pick<EventLog, 'readAll'>,
  anchors: readonly Link[],
  { from = genesis, toLastAnchor = false, signal, pause = async () => {} }: VerifyOptions = {},
): Promise<Verdict> {
  const walk = new ChainWalk(anchors, from);
  const given = walk.left;
  const after = from.count === 0 ? {} : { after: BigInt(from.position) };
  try {
    for await (const page of log.readAll({ ...after, ...(signal === undefined ? {} : { signal }) })) {
      for (const event of page) walk.take(event);
      if (walk.broken !== undefined || (toLastAnchor && walk.left === 0)) break;
      await pause();
    }
  } catch (error) {
    // The port's errors are known by name: the log's adapters and this part do not import each other.
    if (!(error instanceof Error) || error.name === 'StoreUnavailable') throw error;
    const { count, position } = walk.head;
    return { whole: false, kind: 'unreadable', detail: `after event ${count} at ${position}: ${error.message}` };
  }
  signal?.throwIfAborted();
  const broken = walk.end();
  if (broken !== undefined) return { whole: false, kind: broken.kind, detail: broken.detail };
  return { whole: true, head: walk.head, anchors: given };
}

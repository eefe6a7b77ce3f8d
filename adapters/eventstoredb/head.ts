import type { ResolvedEvent } from '@eventstore/db-client';
import type { EventLog } from '../../projections/ports.ts';
import { decode, positionOf } from './codec.ts';
import { pageMax, type Settings } from './options.ts';
import type { Page } from './page.ts';

/**
 * Finds the last event of ours in the log: what lag is measured against. The server's own events (statistics, links)
 * reach no projection, so a head that counted them could never be caught up with.
 *
 * Up to where it has looked is remembered, so that a call looks only at what is new; the first may read the whole log
 * backwards, page by page, when nothing of ours is in it.
 */
export function heads(page: Page, { credentials, prefix }: Settings): EventLog['head'] {
  /** The last event of ours at or before `upTo` is at `ours`. */
  let known: { upTo: bigint; ours: bigint | undefined } | undefined;

  async function* backwards(): AsyncGenerator<{ at: bigint; resolved: ResolvedEvent }> {
    let from: bigint | undefined;
    // Most often the last event is ours: one is asked for first.
    for (let maxCount = 1; ; maxCount = pageMax) {
      const fromPosition = from === undefined ? 'end' : positionOf(from);
      const options = { fromPosition, maxCount, direction: 'backwards', credentials, requiresLeader: true } as const;
      const read = await page('the head of the log', client => client.readAll(options));
      for (const resolved of read) {
        const at = resolved.event!.position!.commit;
        if (from === undefined || at < from) yield { at, resolved };
      }
      if (read.length < maxCount) return;
      from = read.at(-1)!.event!.position!.commit;
    }
  }

  return async function head() {
    let upTo: bigint | undefined;
    let ours: bigint | undefined;
    for await (const { at, resolved } of backwards()) {
      upTo ??= at;
      const isKnown = known !== undefined && at <= known.upTo;
      ours = isKnown ? known!.ours : decode(prefix, resolved)?.position;
      if (isKnown || ours !== undefined) break;
    }
    if (upTo !== undefined) known = { upTo, ours };
    return ours;
  };
}

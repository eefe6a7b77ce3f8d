import { setTimeout } from 'node:timers/promises';
import type { RecordedEvent } from '../../domain/message.ts';
import type { EventLog } from '../../projections/ports.ts';
import { ownStreams } from './codec.ts';
import type { Connection } from './connection.ts';
import { openFeed } from './feed.ts';
import type { Settings } from './options.ts';
import { orderGuard } from './order.ts';
import { watchdog } from './watchdog.ts';

/** Until it is known that there is nothing left to give, the head is asked for after so much silence. */
const firstTickMs = 500;

/**
 * Follows the log for ever. The client's subscriptions never resume by themselves: an error, a quiet end, "consumer
 * too slow", a stall, a gap all mean the same here: subscribe again after the last event given.
 */
export function subscriptions(feeds: Connection, settings: Settings, head: EventLog['head']): EventLog['subscribeAll'] {
  const { resubscribe, watchdogMs, tell, random } = settings;
  const which = { regex: ownStreams(settings.prefix) };

  return async function* subscribeAll({ after, signal }) {
    const admit = orderGuard();
    let last = after;
    let attempt = 0;
    while (!signal.aborted) {
      try {
        for await (const { events, gap } of once()) {
          last = events.at(-1)?.position ?? last;
          attempt = 0;
          feeds.worked();
          yield events;
          if (gap !== undefined) throw new Error(`an event is missing before ${gap}`);
        }
      } catch (cause) {
        await again(cause);
      }
    }

    /** One subscription of the server, until it is lost or called off. */
    async function* once(): AsyncGenerator<{ events: RecordedEvent[]; gap?: string }> {
      const feed = openFeed(feeds.client(), settings, which, last, signal);
      const watch = watchdog(watchdogMs, head);
      let isCaughtUp = false;
      try {
        for (;;) {
          const arrival = await feed.next(isCaughtUp ? watchdogMs / 2 : Math.min(watchdogMs / 2, firstTickMs));
          if (signal.aborted) return;
          if (!arrival.idle) watch.progress();
          const admitted = admit(arrival.events, last);
          if (admitted.events.length > 0 || admitted.gap !== undefined) yield admitted;
          const standing = arrival.idle ? await watch.standing(last) : undefined;
          if (standing === 'stalled') throw new Error(`nothing came for ${watchdogMs} ms while the head is ahead`);
          // Servers before 24.2 do not always say it: then a head that is reached does.
          const isNews: boolean = arrival.caughtUp || (standing === 'caught_up' && !isCaughtUp);
          isCaughtUp ||= isNews;
          if (isNews) yield { events: [] };
        }
      } finally {
        feed.close();
      }
    }

    async function again(cause: unknown): Promise<void> {
      if (signal.aborted) return;
      feeds.failed(cause);
      attempt += 1;
      const capMs = Math.min(resubscribe.maxMs, resubscribe.minMs * 2 ** Math.min(attempt - 1, 30));
      const delayMs = Math.round(capMs / 2 + (random() * capMs) / 2);
      tell({ kind: 'subscription_resumed', from: last, cause: String(cause), attempt, delayMs });
      await setTimeout(delayMs, undefined, { signal }).catch(() => {}); // It fails only when it is called off.
    }
  };
}

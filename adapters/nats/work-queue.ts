import { headers } from 'nats';
import type { Recall, WorkOffer, WorkQueue } from '../../actors/work/ports.ts';
import { recallSubject, recallSubjects, workSubject } from './subjects.ts';
import type { WorkLink } from './work-link.ts';
import { read, recall } from './work-message.ts';
import { workSlots } from './work-slots.ts';

/** How many of a class are under way at once over all processes: the bulkhead. */
export type PendingMax = (offer: WorkOffer['jobClass']) => number;

/**
 * The `WorkQueue` on JetStream: a durable consumer for each class, whose `max_ack_pending` is the bulkhead. What is
 * being done is said to be under way until it is over; what cannot be done now comes again later.
 */
export function natsWorkQueue(link: WorkLink, pendingMax: PendingMax): WorkQueue {
  const { log } = link.settings;
  const tellers: ((recall: Recall) => void)[] = [];
  void link.onUp(async connection => {
    if (tellers.length > 0) connection.subscribe(recallSubjects, { callback: (_, message) => tell(message.data) });
  });

  return {
    async offer(offer) {
      const about = headers();
      about.set('Nats-Msg-Id', `job:${offer.jobId}:fence:${offer.fence}`);
      await link.publisher.store(workSubject(offer.jobClass), Buffer.from(JSON.stringify(offer)), about);
    },
    recall(what) {
      link.connection()?.publish(recallSubject(what.jobId), JSON.stringify(what));
    },
    onRecall(teller) {
      tellers.push(teller);
      const connection = tellers.length === 1 ? link.connection() : undefined;
      connection?.subscribe(recallSubjects, { callback: (_, message) => tell(message.data) });
    },
    async consume(ofClass, slots, handle) {
      const working = workSlots(link, { jobClass: ofClass, slots, pendingMax: pendingMax(ofClass), handle });
      return { stop: working.stop };
    },
  };

  function tell(body: Uint8Array): void {
    const parsed = recall.safeParse(read(body));
    if (parsed.success) for (const teller of tellers) teller(parsed.data);
    else log.warn({ bytes: body.length }, 'a recall cannot be read; heartbeats say the same');
  }
}

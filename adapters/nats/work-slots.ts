import { setTimeout as pause } from 'node:timers/promises';
import {
  AckPolicy,
  type ConsumerConfig,
  createInbox,
  DeliverPolicy,
  type Msg,
  type NatsConnection,
  nanos,
  ReplayPolicy,
} from 'nats';
import type { WorkOffer } from '../../actors/work/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { within } from './bounded.ts';
import { deliveryOf } from './delivery.ts';
import { workConsumer, workSubject } from './subjects.ts';
import { ensureConsumer } from './topology.ts';
import { acknowledged, retryAfter, terminated, type Verdict, working } from './verdict.ts';
import type { WorkLink } from './work-link.ts';
import { read, workOffer } from './work-message.ts';

export interface SlotsOptions {
  jobClass: WorkOffer['jobClass'];
  /** So many at once in this process. */
  slots: number;
  /** So many at once in all processes. */
  pendingMax: number;
  handle(offer: WorkOffer): Promise<void>;
}

/** One request for an offer stands so long; the server answers at its end, too. */
const standsMs = 20_000;
/** Between two tries when the server lacks the consumer, or says no. */
const againMs = 1_000;

/** Takes offers of one class, each into a slot of its own, for ever. `stop` waits for what is under way. */
export function workSlots(link: WorkLink, options: SlotsOptions): { stop(): Promise<void> } {
  const { jobClass, slots, pendingMax } = options;
  const { settings, stream } = link;
  const { log } = settings;
  const stopping = new AbortController();
  const consumer = workConsumer(jobClass);
  void link.onUp(async (_, manager) => {
    await ensureConsumer(manager, stream.name, consumerOf());
  });
  const lanes = Array.from({ length: slots }, () => lane());
  return {
    async stop() {
      stopping.abort();
      if (!(await within(settings.drainTimeoutMs, Promise.all(lanes))))
        log.warn({ jobClass }, 'work is still under way; its offer comes again, and is refused');
    },
  };

  function consumerOf(): ConsumerConfig {
    return {
      durable_name: consumer,
      filter_subject: workSubject(jobClass),
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      replay_policy: ReplayPolicy.Instant,
      max_ack_pending: pendingMax,
      ack_wait: nanos(settings.ackWaitMs),
      max_deliver: settings.maxDeliver,
    };
  }

  async function lane(): Promise<void> {
    while (!stopping.signal.aborted) {
      const connection = link.connection();
      const message =
        connection === undefined ? undefined : await next(connection, stream.name, consumer, stopping.signal);
      if (message === undefined) await pause(againMs, undefined, { signal: stopping.signal }).catch(() => {});
      else if (message !== 'none') await take(message);
    }
  }

  /** Whoever loses the connection meanwhile answers nobody: the offer comes again, and is refused as taken. */
  async function take(message: Msg): Promise<void> {
    if (stopping.signal.aborted) return answer(message, retryAfter(0));
    const extending = setInterval(() => message.respond(working), settings.ackWaitMs / 3);
    try {
      answer(message, await verdictOn(message));
    } finally {
      clearInterval(extending);
    }
  }

  async function verdictOn(message: Msg): Promise<Verdict> {
    const offer = workOffer.safeParse(read(message.data));
    if (!offer.success) return setAside(message, 'invalid_json', offer.error.issues[0]?.message ?? 'not readable');
    try {
      await options.handle(offer.data);
      return acknowledged;
    } catch (error) {
      const { attempt } = deliveryOf(message, '');
      if (error instanceof Refusal) {
        log.debug({ ...offer.data, code: error.code, attempt }, 'an offer cannot be taken now');
        // The log has it and it is offered anew: nothing is set aside because everybody was busy.
        return attempt < settings.maxDeliver ? retryAfter(error.retryAfterMs ?? againMs) : acknowledged;
      }
      log.error({ ...offer.data, attempt, err: error }, 'an offer was not handled');
      return attempt < settings.maxDeliver
        ? retryAfter(againMs * 2 ** attempt)
        : setAside(message, 'handler_rejected', String(error));
    }
  }

  async function setAside(message: Msg, cause: 'invalid_json' | 'handler_rejected', detail: string): Promise<Verdict> {
    const { subject, body, sequence, attempt: deliveries, headers } = deliveryOf(message, '');
    const messageId = headers?.get('Nats-Msg-Id') || undefined;
    try {
      await link.letters.setAside({ cause, detail, subject, body, messageId, sequence, deliveries });
      log.warn({ subject, cause, deliveries }, 'an offer was set aside');
      return terminated;
    } catch (err) {
      log.warn({ subject, err }, 'an offer could not be set aside yet');
      return retryAfter(againMs);
    }
  }

  function answer(message: Msg, { body }: Verdict): void {
    if (link.connection() !== undefined) message.respond(body);
  }
}

/**
 * The next message of a durable consumer; `none` when there was none for a while, undefined when something is wrong.
 */
function next(
  connection: NatsConnection,
  stream: string,
  consumer: string,
  signal: AbortSignal,
): Promise<Msg | 'none' | undefined> {
  const { promise, resolve } = Promise.withResolvers<Msg | 'none' | undefined>();
  const inbox = createInbox();
  const subscription = connection.subscribe(inbox, {
    callback(error, message) {
      if (error) return resolve(undefined);
      if (message.subject !== inbox) return resolve(message);
      const { code = 0 } = message.headers ?? {};
      if (code !== 100) resolve(code === 408 || code === 404 ? 'none' : undefined);
    },
  });
  const silent = setTimeout(resolve, standsMs * 1.5, undefined);
  const stop = () => resolve('none');
  signal.addEventListener('abort', stop, { once: true });
  void connection.closed().then(() => resolve(undefined));
  const request = JSON.stringify({ batch: 1, expires: nanos(standsMs) });
  connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, request, { reply: inbox });
  return promise.finally(() => {
    clearTimeout(silent);
    signal.removeEventListener('abort', stop);
    if (!connection.isClosed()) subscription.unsubscribe();
  });
}

import { createInbox, type Msg, type NatsConnection, nanos } from 'nats';
import type { Clock } from '../../actors/ports.ts';

export interface PullOptions {
  stream: string;
  consumer: string;
  heartbeatMs: number;
  clock: Pick<Clock, 'monotonicMs'>;
  receive(message: Msg): void;
  /** The server ended the pull for another reason than time: streams and consumers must be looked at. */
  trouble(reason: string): void;
}

export interface Pull {
  consumer: string;
  /** Since the server's last sign of life. */
  silentMs(): number;
  /** Ends the pull. What the server had already sent is still received, and then this resolves. */
  stop(): Promise<void>;
}

/** One request stands for so many messages; another follows when they have come. */
const batch = 10_000;
const leastExpiryMs = 30_000;

/**
 * Keeps one request for messages standing at a durable consumer. The server sends the next as soon as the last is
 * acknowledged, without being asked again. The client's own `consume` looks the consumer up and backs off for half a
 * minute when it is gone; here whoever owns the pull is told at once.
 */
export function pullFrom(connection: NatsConnection, options: PullOptions): Pull {
  const { stream, consumer, heartbeatMs, clock } = options;
  const inbox = createInbox();
  const request = JSON.stringify({
    batch,
    expires: nanos(Math.max(leastExpiryMs, heartbeatMs * 4)),
    idle_heartbeat: nanos(heartbeatMs),
  });
  let missing = 0;
  let heardAt = clock.monotonicMs();
  const subscription = connection.subscribe(inbox, {
    callback(error, message) {
      heardAt = clock.monotonicMs();
      if (error) return options.trouble(error.message);
      if (message.subject === inbox) return readStatus(message);
      missing -= 1;
      if (missing === 0) ask();
      options.receive(message);
    },
  });
  ask();
  return {
    consumer,
    silentMs: () => clock.monotonicMs() - heardAt,
    async stop() {
      if (connection.isClosed() || subscription.isClosed()) return;
      // A connection that is lost meanwhile has nothing left to receive; `drain` would wait for ever.
      await Promise.race([subscription.drain().catch(() => {}), connection.closed()]);
    },
  };

  function ask(): void {
    if (subscription.isDraining() || connection.isClosed()) return;
    missing = batch;
    connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, request, { reply: inbox });
  }

  function readStatus(message: Msg): void {
    const { code = 0, description = '' } = message.headers ?? {};
    if (code === 100) return;
    if (code === 408) ask();
    else options.trouble(`${consumer}: ${code} ${description}`);
  }
}

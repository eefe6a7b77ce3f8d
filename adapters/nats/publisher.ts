import { createInbox, type Msg, type MsgHdrs, type NatsConnection } from 'nats';
import { BusUnavailable, type Clock } from '../../actors/ports.ts';

export interface PublisherOptions {
  timeoutMs: number;
  inFlightMax: number;
  clock: Pick<Clock, 'monotonicMs'>;
  /** The server answered that no stream takes the subject. */
  onNoStream(): void;
  /** Some publishes were not acknowledged in their time. */
  onOverdue(): void;
}

export interface Publisher {
  open(connection: NatsConnection): void;
  /** Fails what is under way, and everything until the next `open`. */
  shut(cause: string): void;
  /**
   * Resolves once JetStream has stored the message. Any number at once, up to `inFlightMax`.
   * @throws {BusUnavailable} it is not known to be stored.
   */
  store(subject: string, body: Uint8Array, headers: MsgHdrs): Promise<{ duplicate: boolean }>;
  inFlight(): number;
  /** Resolves when nothing is under way any more; at most `timeoutMs` after the last `store`. */
  settled(): Promise<void>;
}

interface Flight {
  resolve(stored: { duplicate: boolean }): void;
  reject(error: Error): void;
  overdueAt: number;
}

/**
 * Publishes with one subscription for all acknowledgements and one timer for all deadlines: four times as many a
 * second as the client's own `publish`, which makes a request with a timer of each.
 */
export function jetStreamPublisher({
  timeoutMs,
  inFlightMax,
  clock,
  onNoStream,
  onOverdue,
}: PublisherOptions): Publisher {
  // In the order of their deadlines: every flight has the same time.
  const flights = new Map<string, Flight>();
  let connection: NatsConnection | undefined;
  let shutCause = 'not connected yet';
  let inbox = '';
  let lastToken = 0;
  let timer: NodeJS.Timeout | undefined;
  let tellSettled: (() => void)[] = [];

  return {
    open(next) {
      inbox = createInbox();
      next.subscribe(`${inbox}.*`, { callback: (_, answer) => land(answer) });
      connection = next;
    },
    shut(cause) {
      connection = undefined;
      shutCause = cause;
      clearTimeout(timer);
      timer = undefined;
      for (const token of [...flights.keys()])
        take(token)?.reject(unavailable(`the connection was lost (${cause}) before the acknowledgement`));
    },
    store: (subject, body, headers) =>
      new Promise((resolve, reject) => {
        if (!connection || connection.isClosed()) return reject(unavailable(shutCause));
        if (flights.size >= inFlightMax)
          return reject(unavailable(`${inFlightMax} publishes already wait for their acknowledgement`));
        lastToken += 1;
        const token = lastToken.toString(36);
        connection.publish(subject, body, { headers, reply: `${inbox}.${token}` });
        flights.set(token, { resolve, reject, overdueAt: clock.monotonicMs() + timeoutMs });
        if (timer === undefined) timer = setTimeout(dropOverdue, timeoutMs);
      }),
    inFlight: () => flights.size,
    settled: () => (flights.size === 0 ? Promise.resolve() : new Promise(resolve => tellSettled.push(resolve))),
  };

  function land(answer: Msg): void {
    const flight = take(answer.subject.slice(inbox.length + 1));
    if (flight === undefined) return;
    if (answer.headers?.code === 503) {
      flight.reject(unavailable('no stream takes the subject; it is being made again'));
      onNoStream();
      return;
    }
    const { error, duplicate = false } = answer.json<{ error?: { description: string }; duplicate?: boolean }>();
    if (error) flight.reject(unavailable(`the server refused: ${error.description}`));
    else flight.resolve({ duplicate });
  }

  function take(token: string): Flight | undefined {
    const flight = flights.get(token);
    flights.delete(token);
    if (flights.size === 0) {
      for (const tell of tellSettled) tell();
      tellSettled = [];
    }
    return flight;
  }

  function dropOverdue(): void {
    timer = undefined;
    const now = clock.monotonicMs();
    let dropped = false;
    for (const [token, { overdueAt }] of flights) {
      // A timer may fire a part of a millisecond early.
      if (overdueAt > now + 1) {
        timer = setTimeout(dropOverdue, overdueAt - now);
        break;
      }
      take(token)?.reject(unavailable(`no acknowledgement within ${timeoutMs} ms`));
      dropped = true;
    }
    if (dropped) onOverdue();
  }
}

function unavailable(why: string): BusUnavailable {
  return new BusUnavailable(
    `The bus did not confirm the command: ${why}. The log keeps it, and it is published again.`,
  );
}

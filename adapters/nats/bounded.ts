import type { NatsConnection } from 'nats';

/** Whether the work is done within `ms`. It is not stopped when it is not. @throws what the work throws in time. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Whether the server has read all that was written, within `ms`. The client's own `flush` and `drain` never end when
 * the connection is lost meanwhile.
 */
export async function isFlushed(connection: NatsConnection, ms: number): Promise<boolean> {
  if (connection.isClosed()) return false;
  const answered = connection.flush().then(
    () => true,
    () => false,
  );
  const lost = connection.closed().then(() => false);
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, false);
  return Promise.race([answered, lost, late]).finally(() => clearTimeout(timer));
}

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type ConnectionOptions, connect, credsAuthenticator, type NatsConnection } from 'nats';
import { isFlushed } from './bounded.ts';
import type { NatsBusSettings, NatsCredentials } from './settings.ts';

export interface LinkEvents {
  /** Makes the connection usable. The link counts as up once this resolves; when it rejects, all starts anew. */
  up(connection: NatsConnection): Promise<void>;
  /** Told after each lost connection and each failed try. */
  down(cause: string): void;
}

export interface Link {
  /** Drops the present connection; a new one is tried for at once. */
  drop(cause: string): void;
  /** Ends for good, after what was written has left. */
  close(): Promise<void>;
}

/** A connection that lasted less does not make the next wait short. */
const steadyAfterMs = 1_000;

/**
 * Keeps a connection to NATS, for ever. Each loss is handled as at the start (connect, make usable), so that coming
 * back has no path of its own: the client's own reconnecting, which buffers meanwhile, is off.
 */
export function natsLink(settings: NatsBusSettings, events: LinkEvents): Link {
  const { clock, random, reconnect } = settings;
  const closing = new AbortController();
  let current: NatsConnection | undefined;
  let dropCause: string | undefined;
  let failures = 0;
  const kept = keep();
  return {
    drop(cause) {
      dropCause = cause;
      void current?.close();
    },
    async close() {
      closing.abort();
      if (current) await isFlushed(current, settings.requestTimeoutMs);
      await current?.close();
      await kept;
    },
  };

  async function keep(): Promise<void> {
    while (!closing.signal.aborted) {
      const cause = await oneConnection();
      if (closing.signal.aborted) return;
      events.down(cause);
      const waitMs = Math.min(reconnect.maxMs, reconnect.minMs * 2 ** Math.min(failures, 20));
      failures += 1;
      await pause(waitMs * (0.5 + random.number() / 2), undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  /** Connects, and resolves with the reason when that failed or the connection was lost. */
  async function oneConnection(): Promise<string> {
    dropCause = undefined;
    try {
      current = await connect(connectionOptions(settings));
      if (closing.signal.aborted) throw new Error('the bus is closed');
      const startedAt = clock.monotonicMs();
      await events.up(current);
      const error = await current.closed();
      if (clock.monotonicMs() - startedAt >= steadyAfterMs) failures = 0;
      return dropCause ?? (error ? error.message : 'the server closed the connection');
    } catch (cause) {
      await current?.close();
      return dropCause ?? (cause instanceof Error ? cause.message : String(cause));
    } finally {
      current = undefined;
    }
  }
}

/** How every connection of the program is made: the client reconnects nothing by itself. */
export function connectionOptions(settings: NatsBusSettings): ConnectionOptions {
  return {
    servers: settings.servers,
    name: settings.name,
    timeout: settings.requestTimeoutMs,
    pingInterval: settings.pingIntervalMs,
    maxPingOut: 2,
    reconnect: false,
    noAsyncTraces: true,
    ...(settings.tls ? { tls: settings.tls } : {}),
    ...(settings.credentials ? authentication(settings.credentials) : {}),
  };
}

function authentication(credentials: NatsCredentials): Partial<ConnectionOptions> {
  if ('credentialsFile' in credentials)
    return { authenticator: credsAuthenticator(readFileSync(credentials.credentialsFile)) };
  return credentials;
}

import { setImmediate } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { StoreUnavailable } from '../../actors/ports.ts';
import { isTrouble, kindOf } from './errors.ts';
import type { Settings, StoreNotice } from './options.ts';

type Role = Extract<StoreNotice, { role: string }>['role'];

/** The client's own default. */
const keepAliveTimeoutMs = 10_000;

/** One client of the server, replaced by a new one when it keeps failing. */
export interface Connection {
  /** Makes one call, counted. A follower's "not leader" is followed to the leader, once: it has done nothing. */
  call<Answer>(make: (client: EventStoreDBClient) => Promise<Answer>): Promise<Answer>;
  /** The client of now, for what counts its own success and failure. @throws {StoreUnavailable} once closed. */
  client(): EventStoreDBClient;
  worked(): void;
  failed(cause: unknown): void;
  /** Resolves when every call under way has ended. */
  close(): Promise<void>;
}

/** Connects lazily: nothing is sent before the first call. */
export function connection(role: Role, settings: Settings): Connection {
  let current = newClient(settings.url, role);
  let failures = 0;
  let isUsed = false;
  let closed = false;
  const underWay = new Set<Promise<unknown>>();

  const client = () => {
    isUsed = true;
    if (!closed) return current;
    throw new StoreUnavailable('the event log is closed', { hint: 'The program is stopping; start it again.' });
  };
  const worked = () => {
    failures = 0;
  };
  const failed = (cause: unknown) => {
    failures += 1;
    if (closed || failures < settings.rebuildAfter) return;
    settings.tell({ kind: 'client_rebuilt', role, failures, cause: String(cause) });
    failures = 0;
    hangUp(current);
    current = newClient(settings.url, role);
  };
  const counted = async <Answer>(make: (client: EventStoreDBClient) => Promise<Answer>) => {
    try {
      const answer = await make(client());
      worked();
      return answer;
    } catch (cause) {
      if (isTrouble(cause)) failed(cause);
      else worked();
      throw cause;
    }
  };
  const followed = async <Answer>(make: (client: EventStoreDBClient) => Promise<Answer>) => {
    try {
      return await counted(make);
    } catch (cause) {
      if (kindOf(cause) !== 'not-leader') throw cause;
      // The client turns to the leader in a task of its own after it has given the error.
      await setImmediate();
      return counted(make);
    }
  };

  return {
    client,
    worked,
    failed,
    call(make) {
      const answer = followed(make);
      underWay.add(answer);
      const forget = () => underWay.delete(answer);
      answer.then(forget, forget);
      return answer;
    },
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
      if (isUsed) hangUp(current);
    },
  };
}

/**
 * A client with a connection of its own: gRPC gives clients with equal settings the same one, so the two roles differ
 * by a millisecond in how long they wait for the answer to a keep-alive.
 */
function newClient(url: string, role: Role): EventStoreDBClient {
  const given = /[?&]keepAliveTimeout=(-?\d+)/i.exec(url)?.[1];
  const timeoutMs = given === undefined ? keepAliveTimeoutMs : Number(given);
  if (timeoutMs < 0) return EventStoreDBClient.connectionString(url);
  const ownMs = timeoutMs + (role === 'calls' ? 0 : 1);
  return EventStoreDBClient.connectionString(`${url}${url.includes('?') ? '&' : '?'}keepAliveTimeout=${ownMs}`);
}

/**
 * Closes the connection of a client; calls under way on it end by themselves.
 *
 * Not by `dispose()`: that cancels its reads, and a read cancelled by the client looks like one that is complete.
 */
function hangUp(client: EventStoreDBClient): void {
  const inside = client as unknown as { getChannel(): Promise<{ close(): void }> };
  // Not awaited: it may still be looking for a cluster. When it never finds one there is nothing to close.
  inside.getChannel().then(
    channel => channel.close(),
    () => {},
  );
}

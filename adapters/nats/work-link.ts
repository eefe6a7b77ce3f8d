import type { JetStreamManager, NatsConnection } from 'nats';
import type { Log } from '../../actors/ports.ts';
import { type DeadLetters, deadLetters } from './dead-letters.ts';
import { natsLink } from './link.ts';
import { jetStreamPublisher, type Publisher } from './publisher.ts';
import type { SampleDoor } from './sample-door.ts';
import { type NatsBusSettings, type StreamSettings, settingsOf } from './settings.ts';
import { deadLetterSubjects, workSubjects } from './subjects.ts';
import { ensureStream, shared } from './topology.ts';

export interface WorkLinkOptions {
  door: SampleDoor;
  /** Seen in the server's list of connections. */
  name: string;
  replicas?: number;
  /** An offer that is not confirmed in this time is `BusUnavailable`. */
  publishTimeoutMs?: number;
  requestTimeoutMs?: number;
  reconnect?: { minMs: number; maxMs: number };
  log: Log;
}

/** A connection for work, kept for ever, and what is done at each new one. */
export interface WorkLink {
  settings: NatsBusSettings;
  stream: StreamSettings;
  publisher: Publisher;
  letters: DeadLetters;
  connection(): NatsConnection | undefined;
  manager(): JetStreamManager | undefined;
  downCause(): string;
  /** Done at once when it is up, and again after each loss. Resolves when it was done, or at once while it is down. */
  onUp(listen: (connection: NatsConnection, manager: JetStreamManager) => Promise<void>): Promise<void>;
  /** The server lacks what we need, or does not answer: connects anew, which makes everything again. */
  drop(cause: string): void;
  close(): Promise<void>;
}

const minuteMs = 60_000;

/**
 * Offers of work are few and small, and each is worth something for minutes only: the log says what is queued, and it
 * is offered again. The same offer within a minute is the same message.
 */
const workStream = (replicas: number): StreamSettings => ({
  name: 'BINNACLE_WORK',
  maxBytes: 16 * 1024 * 1024,
  maxMessages: 20_000,
  maxAgeMs: 15 * minuteMs,
  duplicateWindowMs: minuteMs,
  storage: 'file',
  replicas,
});

export function workLink(options: WorkLinkOptions): WorkLink {
  const { door, log, name, replicas = 1, requestTimeoutMs = 2_000, publishTimeoutMs = 800 } = options;
  const { reconnect = { minMs: 100, maxMs: 2_000 } } = options;
  const stream = workStream(replicas);
  const listeners: Parameters<WorkLink['onUp']>[0][] = [];
  let up: { connection: NatsConnection; manager: JetStreamManager } | undefined;
  let cause = 'not connected yet';
  const settings: NatsBusSettings = {
    ...settingsOf({ servers: [], name, log, reconnect, requestTimeoutMs, deadLetters: { replicas } }),
    get servers() {
      return door.servers();
    },
    get credentials() {
      return door.credentials();
    },
  };
  const publisher = jetStreamPublisher({
    timeoutMs: publishTimeoutMs,
    inFlightMax: settings.inFlightMax,
    clock: settings.clock,
    onNoStream: () => link.drop('the stream of work is gone'),
    onOverdue: () => {},
  });
  const link = natsLink(settings, {
    async up(connection) {
      const manager = await connection.jetstreamManager({ checkAPI: false, timeout: requestTimeoutMs });
      await ensureStream(manager, { ...shared(stream), subjects: [workSubjects] });
      await ensureStream(manager, { ...shared(settings.deadLetters), subjects: [deadLetterSubjects] });
      up = { connection, manager };
      publisher.open(connection);
      for (const listen of listeners) await listen(connection, manager);
      log.info({ server: connection.getServer() }, 'work has a way to other processes');
    },
    down(why) {
      if (up !== undefined || cause === 'not connected yet')
        log.warn({ cause: why }, 'work has no way to other processes; connecting goes on');
      cause = why;
      up = undefined;
      publisher.shut(why);
    },
  });
  const manager = () => up?.manager;
  return {
    ...{ settings, stream, publisher, manager },
    letters: deadLetters(publisher, manager, stream.name),
    connection: () => up?.connection,
    downCause: () => cause,
    async onUp(listen) {
      listeners.push(listen);
      if (up !== undefined) await listen(up.connection, up.manager).catch(error => link.drop(String(error)));
    },
    drop: why => link.drop(why),
    async close() {
      await publisher.settled();
      publisher.shut('the link is closed');
      await link.close();
    },
  };
}

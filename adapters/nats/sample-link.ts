import type { NatsConnection, Subscription } from 'nats';
import type { Log } from '../../actors/ports.ts';
import { LinkUnavailable, type SampleLink, type SampleReceiver } from '../../actors/sampling/sampling-ports.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import { isFlushed } from './bounded.ts';
import { natsLink } from './link.ts';
import type { SampleDoor } from './sample-door.ts';
import { answerTo, packets, type SamplesAnswer } from './sample-message.ts';
import { type NatsBusSettings, settingsOf } from './settings.ts';
import { sampleSubject, sampleSubjects } from './subjects.ts';

export interface SampleLinkOptions {
  door: SampleDoor;
  /** Seen in the server's list of connections. */
  name: string;
  log: Log;
  /** Within this time somebody says that the samples are kept, or they are not. */
  answerTimeoutMs?: number;
  reconnect?: { minMs: number; maxMs: number };
}

/**
 * The agent's end of the samples' way, over core NATS: nothing on the way remembers, so each message is answered once
 * it is kept. Connects for ever, until it is closed.
 */
export function natsSampleLink(options: SampleLinkOptions): SampleLink {
  const { log, answerTimeoutMs = 3_000 } = options;
  const kept = keepConnected(options, async () => {});
  return {
    isUp: () => kept.connection() !== undefined,
    async send(samples) {
      for (const { host, body } of packets(samples)) await sendOne(host, body);
    },
    close: kept.close,
  };

  async function sendOne(host: string, body: Uint8Array): Promise<void> {
    const answer = await ask(sampleSubject(host), body);
    if (answer.ok) return;
    // What is not understood now will not be understood later: it is let go, so that it holds up nothing.
    if (answer.code === 'invalid_request') log.error({ host, cause: answer.message }, 'samples were refused: let go');
    else throw new LinkUnavailable(answer.message);
  }

  async function ask(subject: string, body: Uint8Array): Promise<SamplesAnswer> {
    const connection = kept.connection();
    if (connection === undefined) throw new LinkUnavailable(kept.downCause());
    try {
      return (await connection.request(subject, body, { timeout: answerTimeoutMs })).json<SamplesAnswer>();
    } catch (cause) {
      throw new LinkUnavailable(`nobody says that the samples are kept: ${(cause as Error).message}`, { cause });
    }
  }
}

const flushTimeoutMs = 2_000;

export interface SampleReceiverOptions extends SampleLinkOptions {
  /** Keeps samples; what it rejects with is told to the agent, which sends them again later. */
  take(samples: Sample[]): Promise<void>;
  /** Whether agents can reach this end now. */
  onChange(isUp: boolean): void;
}

/** The other end: takes the samples of all agents, a message at a time, and answers each. */
export function natsSampleReceiver(options: SampleReceiverOptions): SampleReceiver {
  const { take, onChange } = options;
  const kept = keepConnected(
    options,
    async connection => {
      void serve(connection, connection.subscribe(sampleSubjects));
      // From here on the server knows that somebody listens.
      onChange(await isFlushed(connection, flushTimeoutMs));
    },
    () => onChange(false),
  );
  return { close: kept.close };

  async function serve(connection: NatsConnection, messages: Subscription): Promise<void> {
    for await (const message of messages) {
      const host = message.subject.slice(message.subject.lastIndexOf('.') + 1);
      const answer = await answerTo(host, message.data, take);
      if (!connection.isClosed()) message.respond(JSON.stringify(answer));
    }
  }
}

function keepConnected(
  { door, name, log, reconnect = { minMs: 100, maxMs: 5_000 } }: SampleLinkOptions,
  up: (connection: NatsConnection) => Promise<void>,
  down: () => void = () => {},
) {
  let current: NatsConnection | undefined;
  let cause = 'not connected yet';
  let isTold = false;
  const settings: NatsBusSettings = {
    ...settingsOf({ servers: [], name, log, reconnect }),
    get servers() {
      return door.servers();
    },
    get credentials() {
      return door.credentials();
    },
  };
  const link = natsLink(settings, {
    async up(connection) {
      current = connection;
      isTold = false;
      log.info({ server: connection.getServer() }, 'samples have a way');
      await up(connection);
    },
    down(why) {
      current = undefined;
      cause = why;
      if (!isTold) log.warn({ cause: why }, 'samples have no way; connecting goes on');
      isTold = true;
      down();
    },
  });
  return { connection: () => current, downCause: () => cause, close: () => link.close() };
}

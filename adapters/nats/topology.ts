import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  type NatsConnection,
  nanos,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats';
import type { NatsBusSettings, StreamSettings } from './settings.ts';
import {
  deadLetterSubjects,
  maxDeliveriesSubject,
  parkingConsumer,
  partitionConsumer,
  partitionSubject,
  terminatedSubject,
} from './subjects.ts';
import { type Unsettled, unsettledIn } from './unsettled.ts';

/** The server with all the bus needs in it. */
export interface Station {
  connection: NatsConnection;
  manager: JetStreamManager;
  /** When each stream was created: another instant is another stream under the same name. */
  epochOf(stream: string): string;
  /** Messages of a consumer that the server may still wait for word about. */
  unsettledOf(stream: string, consumer: string): Unsettled[];
}

/** JetStream's codes for: there is one of that name, and it is configured otherwise. */
const streamDiffers = 10058;
const consumerDiffers = [10013, 10105, 10148];

/**
 * Makes the streams and consumers that are missing and brings the others to the present settings. Safe to repeat and
 * to run in several processes at once.
 * @throws when the server refuses or does not answer.
 */
export async function makeReady(connection: NatsConnection, settings: NatsBusSettings): Promise<Station> {
  const { stream, deadLetters, advisories } = settings;
  const manager = await connection.jetstreamManager({ checkAPI: false, timeout: settings.requestTimeoutMs });
  const streams = await Promise.all([
    ensureStream(manager, commandStream(settings)),
    ensureStream(manager, { ...shared(deadLetters), subjects: [deadLetterSubjects] }),
    ensureStream(manager, {
      ...shared(advisories),
      subjects: [maxDeliveriesSubject(stream.name), terminatedSubject(stream.name)],
    }),
  ]);
  const consumers = await Promise.all([
    ...Array.from({ length: settings.partitions }, (_, partition) =>
      ensureConsumer(
        manager,
        stream.name,
        oneAtATime(settings, partitionConsumer(partition), partitionSubject(partition)),
      ),
    ),
    ensureConsumer(manager, advisories.name, oneAtATime(settings, parkingConsumer, maxDeliveriesSubject(stream.name))),
  ]);
  const epochs = new Map(streams.map(({ config, created }) => [config.name, created]));
  const unsettled = new Map(
    await Promise.all(
      consumers.map(async info => [`${info.stream_name}/${info.name}`, await unsettledIn(manager, info)] as const),
    ),
  );
  return {
    connection,
    manager,
    epochOf: name => epochs.get(name)!,
    unsettledOf: (name, consumer) => unsettled.get(`${name}/${consumer}`)!,
  };
}

export async function ensureStream(manager: JetStreamManager, config: Partial<StreamConfig> & { name: string }) {
  try {
    return await manager.streams.add(config);
  } catch (cause) {
    if (codeOf(cause) !== streamDiffers) throw cause;
    return await manager.streams.update(config.name, config);
  }
}

/** A server before 2.10 updates when asked to add; a later one refuses, and is asked to update. */
export async function ensureConsumer(manager: JetStreamManager, stream: string, config: ConsumerConfig) {
  try {
    return await manager.consumers.add(stream, config);
  } catch (cause) {
    if (!consumerDiffers.includes(codeOf(cause))) throw cause;
    return await manager.consumers.update(stream, config.durable_name!, config);
  }
}

/** The code of JetStream's error; 0 for any other. */
function codeOf(cause: unknown): number {
  return (cause as { api_error?: { err_code?: number } }).api_error?.err_code ?? 0;
}

/**
 * Keeps what was acknowledged until it is too old or too much, and lets the consumers remember how far they are: a
 * work queue, which deletes what is acknowledged, brings deleted messages back after a kill -9 of a 2.9 server, fills
 * up with them, and now and then holds a partition for a message that is gone. Each partition is named, so that what
 * nobody would read cannot be stored.
 */
function commandStream({ stream, partitions }: NatsBusSettings) {
  const subjects = Array.from({ length: partitions }, (_, partition) => partitionSubject(partition));
  return { ...shared(stream), subjects };
}

/** What every stream of ours has: at most so much, for so long, the oldest goes first. */
export function shared(stream: StreamSettings) {
  return {
    name: stream.name,
    storage: stream.storage === 'memory' ? StorageType.Memory : StorageType.File,
    max_bytes: stream.maxBytes,
    max_msgs: stream.maxMessages,
    max_age: nanos(stream.maxAgeMs),
    duplicate_window: nanos(stream.duplicateWindowMs),
    num_replicas: stream.replicas,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
  };
}

/** One message at a time over all processes: that is what makes one writer per stream. */
function oneAtATime(settings: NatsBusSettings, name: string, subject: string): ConsumerConfig {
  return {
    durable_name: name,
    filter_subject: subject,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    max_ack_pending: 1,
    ack_wait: nanos(settings.ackWaitMs),
    max_deliver: settings.maxDeliver,
  };
}

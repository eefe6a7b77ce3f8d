import { headers, type JetStreamManager } from 'nats';
import type { AnchorStore } from '../../actors/audit/ports.ts';
import type { Bus, Delivery } from '../../actors/ports.ts';
import type { Command } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { traceparentOf } from '../../domain/trace-context.ts';
import { anchorBucket } from './anchor-bucket.ts';
import { trackAvailability } from './availability.ts';
import { mediaType } from './command-body.ts';
import { type Consumption, consumption, type Duty } from './consumption.ts';
import { deadLetters } from './dead-letters.ts';
import { commandJudge } from './judge-command.ts';
import { advisoryJudge } from './park-advisory.ts';
import { jetStreamPublisher, type Publisher } from './publisher.ts';
import { type NatsBusOptions, type NatsBusSettings, payloadMaxBytes, settingsOf } from './settings.ts';
import { keepStation } from './station-keeper.ts';
import { commandSubject, parkingConsumer, partitionConsumer } from './subjects.ts';

export interface NatsBusStatus {
  state: 'up' | 'down';
  /** Why it is down; `undefined` too when it was closed. */
  cause: string | undefined;
  /** The server it is connected to. */
  server: string | undefined;
  /** Publishes that wait for their acknowledgement. */
  inFlight: number;
  /** Handlers under way; `undefined` when nothing is consumed. */
  handling: number | undefined;
}

export interface NatsBus extends Bus {
  status(): NatsBusStatus;
  /** Where a program anchors its audit chain, under its own key. */
  anchors(key: string): AnchorStore;
  /** Stops consuming (see `drainTimeoutMs`), waits for acknowledgements under way, and disconnects. */
  close(): Promise<void>;
}

/**
 * The `Bus` on NATS JetStream. Resolves once it can be used, or after `connectTimeoutMs` when the server cannot be
 * reached: publishing then fails with `BusUnavailable`, and connecting goes on until `close`. While it is down,
 * `consume` resolves at once and listens as soon as it is up; `onChange` tells a new listener that it is down, if it is.
 */
export async function natsBus(options: NatsBusOptions): Promise<NatsBus> {
  const settings = settingsOf(options);
  const { clock, log, publishTimeoutMs, inFlightMax } = settings;
  const available = trackAvailability(clock, log);
  const publisher = jetStreamPublisher({
    timeoutMs: publishTimeoutMs,
    inFlightMax,
    clock,
    onNoStream: () => keeper.repair('a subject of ours has no stream'),
    onOverdue: () => void keeper.probe(),
  });
  let consuming: Consumption | undefined;
  const keeper = keepStation(settings, {
    async up(station) {
      publisher.open(station.connection);
      await consuming?.open(station);
      available.up();
    },
    mended: async station => consuming?.open(station),
    down(cause) {
      publisher.shut(cause);
      consuming?.shut();
      available.down(cause);
    },
  });
  await available.upWithin(settings.connectTimeoutMs);

  return {
    publish: (command, messageId) => publishCommand(settings, publisher, command, messageId),
    async consume(handle) {
      if (consuming) throw new Error('this bus is being consumed: stop that first');
      const duties = dutiesOf(settings, publisher, handle, () => keeper.current()?.manager);
      const started = consumption(settings, duties, keeper.repair);
      consuming = started;
      const station = keeper.current();
      // A connection that is lost meanwhile opens it again by itself.
      await (station && started.open(station))?.catch(cause => keeper.repair(String(cause)));
      return { stop: () => stop(started) };
    },
    onChange: available.onChange,
    anchors: key => anchorBucket(key, keeper.current, settings.requestTimeoutMs),
    status: () => ({
      state: keeper.current() && available.downCause() === undefined ? 'up' : 'down',
      cause: available.downCause(),
      server: keeper.current()?.connection.getServer(),
      inFlight: publisher.inFlight(),
      handling: consuming?.handling(),
    }),
    async close() {
      if (consuming) await stop(consuming);
      await publisher.settled();
      publisher.shut('the bus is closed');
      await keeper.close();
    },
  };

  async function stop(started: Consumption): Promise<void> {
    if (consuming === started) consuming = undefined;
    await started.stop();
  }
}

function dutiesOf(
  settings: NatsBusSettings,
  publisher: Publisher,
  handle: (delivery: Delivery) => Promise<void>,
  manager: () => JetStreamManager | undefined,
): Duty[] {
  const { stream, advisories, partitions } = settings;
  const letters = deadLetters(publisher, manager, stream.name);
  const judge = commandJudge(settings, letters, handle);
  return [
    ...Array.from({ length: partitions }, (_, partition) => ({
      stream: stream.name,
      consumer: partitionConsumer(partition),
      judge,
    })),
    { stream: advisories.name, consumer: parkingConsumer, judge: advisoryJudge(settings, letters, manager) },
  ];
}

async function publishCommand(settings: NatsBusSettings, publisher: Publisher, command: Command, messageId: string) {
  const body = Buffer.from(JSON.stringify(command));
  if (body.length > payloadMaxBytes)
    throw new Refusal(
      'payload_too_large',
      `${command.type} for ${command.stream} has ${body.length} bytes of ${payloadMaxBytes}`,
    );
  const subject = commandSubject(command.stream, settings.partitions);
  const about = headers();
  about.set('Nats-Msg-Id', messageId);
  about.set('Content-Type', mediaType);
  about.set('traceparent', command.traceparent ?? traceparentOf(command.correlationId, command.id));
  const { duplicate } = await publisher.store(subject, body, about);
  if (duplicate) settings.onDuplicate({ messageId, subject });
}

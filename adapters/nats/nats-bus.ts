import { setTimeout as pause } from 'node:timers/promises';
import { headers, type NatsConnection } from 'nats';
import type { Bus, Delivery } from '../../actors/ports.ts';
import type { Command } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { trackAvailability } from './availability.ts';
import { isFlushed } from './bounded.ts';
import { type Consumption, consumption, type Duty } from './consumption.ts';
import { commandJudge } from './judge-command.ts';
import { natsLink } from './link.ts';
import { advisoryJudge } from './park-advisory.ts';
import { jetStreamPublisher, type Publisher } from './publisher.ts';
import { type NatsBusOptions, type NatsBusSettings, payloadMaxBytes, settingsOf } from './settings.ts';
import { commandSubject, parkingConsumer, partitionConsumer } from './subjects.ts';
import { makeReady, type Station } from './topology.ts';

export interface NatsBusStatus {
  state: 'up' | 'down';
  /** Why it is down. */
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
  /** Stops consuming (see `drainTimeoutMs`), waits for acknowledgements under way, and disconnects. */
  close(): Promise<void>;
}

/**
 * Between a sign of trouble and the repair. The server tells of a deleted stream before it has deleted it: one made
 * again meanwhile (seen with 2.9.10) loses its files to the deletion, and never delivers.
 */
const repairDelayMs = 250;

/**
 * The `Bus` on NATS JetStream. Resolves once it can be used, or after `connectTimeoutMs` when the server cannot be
 * reached: publishing then fails with `BusUnavailable`, and connecting goes on until `close`. While it is down, `consume`
 * resolves at once and listens as soon as it is up; `onChange` tells a listener that it is down, if it is.
 */
export async function natsBus(options: NatsBusOptions): Promise<NatsBus> {
  const settings = settingsOf(options);
  const { clock, log } = settings;
  const available = trackAvailability(clock, log);
  const publisher = jetStreamPublisher({
    timeoutMs: settings.publishTimeoutMs,
    inFlightMax: settings.inFlightMax,
    clock,
    onNoStream: () => repair('a subject of ours has no stream'),
    onOverdue: () => void probe(),
  });
  let station: Station | undefined;
  let consuming: Consumption | undefined;
  let probing = false;
  let repairWanted = false;
  let repairing: Promise<void> | undefined;
  const link = natsLink(settings, { up, down });
  await available.upWithin(settings.connectTimeoutMs);

  return {
    publish: (command, messageId) => publishCommand(settings, publisher, command, messageId),
    async consume(handle) {
      if (consuming) throw new Error('this bus is being consumed: stop that first');
      const started = consumption(
        settings,
        dutiesOf(settings, publisher, handle, () => station?.manager),
        repair,
      );
      consuming = started;
      if (station) await started.open(station);
      return {
        async stop() {
          if (consuming === started) consuming = undefined;
          await started.stop();
        },
      };
    },
    onChange: available.onChange,
    status: () => ({
      state: available.downCause() === undefined ? 'up' : 'down',
      cause: available.downCause(),
      server: station?.connection.getServer(),
      inFlight: publisher.inFlight(),
      handling: consuming?.handling(),
    }),
    async close() {
      await consuming?.stop();
      consuming = undefined;
      await repairing;
      await publisher.settled();
      publisher.shut('the bus is closed');
      await link.close();
      station = undefined;
    },
  };

  async function up(connection: NatsConnection): Promise<void> {
    station = await makeReady(connection, settings);
    publisher.open(connection);
    await consuming?.open(station);
    available.up();
  }

  function down(cause: string): void {
    station = undefined;
    publisher.shut(cause);
    consuming?.shut();
    available.down(cause);
  }

  /** A server that is there no more is not noticed by TCP for minutes: ask it, once at a time. */
  async function probe(): Promise<void> {
    const connection = station?.connection;
    if (probing || !connection) return;
    probing = true;
    if (!(await isFlushed(connection, settings.requestTimeoutMs)) && station?.connection === connection)
      link.drop(`the server did not answer within ${settings.requestTimeoutMs} ms`);
    probing = false;
  }

  /** Has streams and consumers looked after, once for all reasons that come together. */
  function repair(reason: string): void {
    if (repairWanted || !station) return;
    repairWanted = true;
    log.warn({ reason }, 'streams and consumers are looked after');
    if (!repairing) repairing = repairWhileWanted();
  }

  async function repairWhileWanted(): Promise<void> {
    while (repairWanted) {
      await pause(repairDelayMs);
      repairWanted = false;
      await mend().catch(cause => link.drop(`streams and consumers cannot be made: ${cause}`));
    }
    repairing = undefined;
  }

  /** Makes what is missing on the server, and listens anew. */
  async function mend(): Promise<void> {
    const connection = station?.connection;
    if (!connection) return;
    const mended = await makeReady(connection, settings);
    if (station?.connection !== connection) return;
    station = mended;
    await consuming?.open(mended);
    log.info({}, 'streams and consumers are complete again');
  }
}

function dutiesOf(
  settings: NatsBusSettings,
  publisher: Publisher,
  handle: (delivery: Delivery) => Promise<void>,
  manager: Parameters<typeof advisoryJudge>[2],
): Duty[] {
  const { stream, advisories, partitions } = settings;
  const judge = commandJudge(settings, publisher, handle);
  return [
    ...Array.from({ length: partitions }, (_, partition) => ({
      stream: stream.name,
      consumer: partitionConsumer(partition),
      judge,
    })),
    { stream: advisories.name, consumer: parkingConsumer, judge: advisoryJudge(settings, publisher, manager) },
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
  const { duplicate } = await publisher.store(subject, body, about);
  if (duplicate) settings.onDuplicate({ messageId, subject });
}

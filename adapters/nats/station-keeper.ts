import { setTimeout as pause } from 'node:timers/promises';
import type { NatsConnection } from 'nats';
import { isFlushed } from './bounded.ts';
import { natsLink } from './link.ts';
import type { NatsBusSettings } from './settings.ts';
import { makeReady, type Station } from './topology.ts';

export interface StationEvents {
  /** A new connection, with all that is needed on its server. When it rejects, the connection is given up. */
  up(station: Station): Promise<void>;
  /** Streams and consumers of the present connection were made again. When it rejects, the connection is given up. */
  mended(station: Station): Promise<void>;
  down(cause: string): void;
}

export interface StationKeeper {
  current(): Station | undefined;
  /** Something is missing on the server: streams and consumers are looked after, once for all reasons of a moment. */
  repair(reason: string): void;
  /** Asks the server whether it is there; TCP does not notice for minutes. The connection is dropped when it is not. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Between a sign of trouble and the repair. The server tells of a deleted stream before it has deleted it: one made
 * again meanwhile (seen with 2.9.10) loses its files to the deletion, and never delivers.
 */
const repairDelayMs = 250;

/** Keeps a connected server with all streams and consumers in it, for ever, until `close`. */
export function keepStation(settings: NatsBusSettings, events: StationEvents): StationKeeper {
  const { log, requestTimeoutMs } = settings;
  let station: Station | undefined;
  let probing = false;
  let repairWanted = false;
  let repairing: Promise<void> | undefined;
  const link = natsLink(settings, {
    async up(connection) {
      station = await makeReady(connection, settings);
      await events.up(station);
    },
    down(cause) {
      station = undefined;
      events.down(cause);
    },
  });
  return {
    current: () => station,
    repair(reason) {
      if (repairWanted || !station) return;
      repairWanted = true;
      log.warn({ reason }, 'streams and consumers are looked after');
      repairing ??= repairWhileWanted();
    },
    async probe() {
      const connection = station?.connection;
      if (probing || !connection) return;
      probing = true;
      if (!(await isFlushed(connection, requestTimeoutMs)) && isCurrent(connection))
        link.drop(`the server did not answer within ${requestTimeoutMs} ms`);
      probing = false;
    },
    async close() {
      await repairing;
      await link.close();
      station = undefined;
    },
  };

  async function repairWhileWanted(): Promise<void> {
    while (repairWanted) {
      await pause(repairDelayMs);
      repairWanted = false;
      if (station) await mend(station.connection);
    }
    repairing = undefined;
  }

  async function mend(connection: NatsConnection): Promise<void> {
    try {
      const mended = await makeReady(connection, settings);
      if (!isCurrent(connection)) return;
      station = mended;
      await events.mended(mended);
      log.info({}, 'streams and consumers are complete again');
    } catch (cause) {
      if (isCurrent(connection)) link.drop(`streams and consumers cannot be made: ${cause}`);
    }
  }

  function isCurrent(connection: NatsConnection): boolean {
    return station?.connection === connection;
  }
}

import type { TlsOptions } from 'nats';
import type { Clock, Log, Random } from '../../actors/ports.ts';
import type { Duplicate, Parked, Poison, Stalled } from './reports.ts';

/** How the program shows who it is to a NATS server. */
export type NatsCredentials =
  | { user: string; pass: string; inboxPrefix?: string }
  | { token: string }
  /** A `.creds` file (JWT and seed), read anew at each connect. */
  | { credentialsFile: string };

/** A stream of the server. When it is full the oldest goes: what was open in it is published again from the log. */
export interface StreamSettings {
  name: string;
  maxBytes: number;
  maxMessages: number;
  maxAgeMs: number;
  duplicateWindowMs: number;
  storage: 'file' | 'memory';
  replicas: number;
}

export interface NatsBusOptions {
  /** One server, or several of a cluster: `nats://host:port`. */
  servers: string | string[];
  credentials?: NatsCredentials;
  tls?: TlsOptions;
  /** Seen in the server's list of connections. */
  name?: string;
  /** The same in every process of an installation; change it only while no command is on the bus. */
  partitions?: number;
  stream?: Partial<StreamSettings>;
  deadLetters?: Partial<StreamSettings>;
  advisories?: Partial<StreamSettings>;
  /**
   * This process alone consumes (its own nats-server): what another run had been given and not acknowledged is asked
   * for again at once, instead of after `ackWaitMs`. Never set it when several processes consume.
   */
  exclusive?: boolean;
  /** A publish that is not acknowledged in this time is `BusUnavailable`. */
  publishTimeoutMs?: number;
  /** Publishes that wait for their acknowledgement; one more is `BusUnavailable`. */
  inFlightMax?: number;
  /** A delivery that is not acknowledged in this time is delivered again; extended while its handler runs. */
  ackWaitMs?: number;
  /** A handler that runs longer is not waited for any more: its message goes to another process. */
  handleMaxMs?: number;
  maxDeliver?: number;
  /** Waits before the second, third, … delivery of a command whose handler rejected. Its partition waits with it. */
  retryDelaysMs?: number[];
  /** Signs of life the server owes each consumer; two missed are a stall. */
  heartbeatMs?: number;
  /** A try to connect, and an answer of JetStream's API, may take so long. */
  requestTimeoutMs?: number;
  /** The factory resolves after this time at the latest, connected or not. */
  connectTimeoutMs?: number;
  /** Waits between tries to connect: doubled from `minMs` to `maxMs`, each shortened by chance by up to a half. */
  reconnect?: { minMs: number; maxMs: number };
  /** Pings of an idle connection; two unanswered drop it. */
  pingIntervalMs?: number;
  /** `stop` and `close` wait so long for handlers under way. */
  drainTimeoutMs?: number;
  onPoison?: (poison: Poison) => void;
  onParked?: (parked: Parked) => void;
  onDuplicate?: (duplicate: Duplicate) => void;
  onStalled?: (stalled: Stalled) => void;
  clock?: Pick<Clock, 'monotonicMs'>;
  random?: Pick<Random, 'number'>;
  log: Log;
}

type Optional = 'credentials' | 'tls' | 'stream' | 'deadLetters' | 'advisories';
export type NatsBusSettings = Required<Omit<NatsBusOptions, Optional>> &
  Pick<NatsBusOptions, 'tls'> & {
    credentials?: NatsCredentials | undefined;
    stream: StreamSettings;
    deadLetters: StreamSettings;
    advisories: StreamSettings;
  };

/** A command on the bus is at most 64 KiB of JSON. */
export const payloadMaxBytes = 64 * 1024;

const megabyte = 1024 * 1024;
const dayMs = 86_400_000;

const sideStream = { maxAgeMs: 14 * dayMs, duplicateWindowMs: 120_000, storage: 'file', replicas: 1 } as const;

/** Every bound of the bus, with its default. */
export function settingsOf(options: NatsBusOptions): NatsBusSettings {
  return {
    name: 'binnacle',
    partitions: 16,
    exclusive: false,
    publishTimeoutMs: 800,
    inFlightMax: 1_024,
    ackWaitMs: 30_000,
    handleMaxMs: 300_000,
    maxDeliver: 5,
    retryDelaysMs: [100, 1_000, 5_000, 15_000],
    heartbeatMs: 2_000,
    requestTimeoutMs: 2_000,
    connectTimeoutMs: 3_000,
    reconnect: { minMs: 20, maxMs: 1_000 },
    pingIntervalMs: 5_000,
    drainTimeoutMs: 10_000,
    onPoison: ignore,
    onParked: ignore,
    onDuplicate: ignore,
    onStalled: ignore,
    clock: { monotonicMs: () => performance.now() },
    random: { number: Math.random },
    ...options,
    stream: {
      name: 'BINNACLE_CMD',
      maxBytes: 64 * megabyte,
      maxMessages: 100_000,
      maxAgeMs: 3_600_000,
      duplicateWindowMs: 120_000,
      storage: 'file',
      replicas: 1,
      ...options.stream,
    },
    deadLetters: {
      ...sideStream,
      name: 'BINNACLE_DLQ',
      maxBytes: 32 * megabyte,
      maxMessages: 50_000,
      ...options.deadLetters,
    },
    advisories: {
      ...sideStream,
      name: 'BINNACLE_ADVISORY',
      maxBytes: 8 * megabyte,
      maxMessages: 10_000,
      ...options.advisories,
    },
  };
}

const ignore = () => {};

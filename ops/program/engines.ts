import type { Charts } from '../../actors/answers/chart-ports.ts';
import type { Files } from '../../actors/answers/file-ports.ts';
import type { Host } from '../../actors/answers/host-ports.ts';
import type { KeeperPorts } from '../../actors/audit/keeper.ts';
import type {
  Bus,
  Clock,
  EventStore,
  Log,
  Random,
  SnapshotCache,
  Spool,
  TelegramPoller,
  TelegramSender,
  Timers,
} from '../../actors/ports.ts';
import type { OpenWork } from '../../actors/sweeper.ts';
import type { TerminalAnswer, TerminalLine } from '../../actors/terminal-ports.ts';
import type { JobOrders, WorkQueue } from '../../actors/work/ports.ts';
import type { Performers } from '../../actors/work/workshop.ts';
import type { Link } from '../../domain/audit/chain.ts';
import type { Fact } from '../../domain/upcast.ts';
import type { Held } from '../../projections/held.ts';
import type { Queries } from '../../projections/queries.ts';
import type { RunnerStatus } from '../../projections/status.ts';
import type { Verdict } from '../../projections/verify-chain.ts';
import type { PreviousRun } from '../life.ts';
import type { NamesSide } from './guarded/names.ts';
import type { Telemetry } from './telemetry.ts';

/** How work and its orders travel between processes. */
export interface WorkerWay {
  queue: WorkQueue;
  /** Answers the orders of worker processes, until it is stopped. */
  serve(service: { orders: JobOrders; held(place: string): Promise<string[]> }): Promise<{ stop(): void }>;
  /** Answers the terminal of this machine, until it is stopped. */
  serveTerminal(answer: (asked: TerminalLine) => Promise<TerminalAnswer>): { stop(): void };
}

/** What the program runs on. `compose.ts` opens the real ones; the simulation has its own. */
export interface Engines {
  /** Absent where no name has to be found. */
  names?: NamesSide | undefined;
  store: EventStore;
  bus: Bus & {
    status(): { state: 'up' | 'down'; cause: string | undefined; server: string | undefined; inFlight: number };
  };
  telegram: {
    poller: TelegramPoller;
    sender: TelegramSender;
    botId: string;
    /** Without `@`; as last known until Telegram has said it. */
    botName(): string;
  };
  projections: {
    queries: Queries;
    /** Resolves when the views were level with the log. */
    caughtUp(): Promise<unknown>;
    status(): Promise<RunnerStatus>;
    openWork(): Promise<OpenWork>;
    lastRun(): Promise<PreviousRun | undefined>;
    /** What is recorded about a person, as much as a file in a chat holds. */
    held(userId: number): Promise<Held>;
    /** Reads the whole log and holds it against the anchors. */
    verifyChain(anchors: readonly Link[]): Promise<Verdict>;
  };
  /** The keys of what people wrote: destroyed at once; then what was folded from it is built anew. */
  personal: { destroy(userId: number): boolean; rebuild(): Promise<void> };
  /** Where the audit chain is anchored, and who signs it. */
  audit: Pick<KeeperPorts, 'anchors' | 'signer' | 'accepted'>;
  cache?: SnapshotCache;
  /** Where the loss of the log is kept while the log cannot take it. */
  spool: Spool;
  host: Host;
  /** Who does the work of each class in this process. */
  performers?: Performers;
  /** The way to worker processes. */
  workers?: WorkerWay;
  telemetry: Telemetry;
  /** What can be drawn, and how busy it is. */
  charts: Pick<Charts, 'status'>;
  /** Files too long for an event. */
  files: Files;
  /** Told of everything that this process records; it must not throw. */
  counting?: (facts: readonly Fact[]) => void;
  /** Of this process. */
  gauges: { memoryBytes(): number; loopDelayMs(): number };
  /** Ends this process at once, as a crash does. */
  die?(why: string): void;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
}

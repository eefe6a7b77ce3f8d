import type { AddressScope } from '../../domain/addresses.ts';
import type { Instant } from '../../domain/message.ts';

/** What the answers about one machine need of it. An adapter implements it; nothing here knows how a host is read. */

export interface ReadingOptions {
  /** Ends the reading; the adapter's own deadline ends it too. */
  signal: AbortSignal;
}

/**
 * The readings of one machine. A field that the host does not give is left out and `gaps` says why: no
 * number is made up.
 * @throws {Refusal} on each reading: `not_on_this_host` when this kind of machine has nothing to read,
 * `upstream_unavailable` when it should have and does not, `deadline_exceeded` when it took too long.
 */
export interface Host {
  /** The machine's own name, as `hostname` prints it. */
  name(): string;
  system(options: ReadingOptions): Promise<SystemReading>;
  /** Measured over a short window, whose length the reading tells. */
  cpu(options: ReadingOptions): Promise<CpuReading>;
  memory(options: ReadingOptions): Promise<MemoryReading>;
  /** File systems that hold data; pseudo file systems and read-only images left out. */
  disks(options: ReadingOptions): Promise<DisksReading>;
  /** @throws {Refusal} also `not_on_this_host` when there is no sensor, as on most virtual machines. */
  temperatures(options: ReadingOptions): Promise<TemperaturesReading>;
  /** Measured over a short window, whose length the reading tells. */
  network(options: ReadingOptions): Promise<NetworkReading>;
  services(options: ReadingOptions): Promise<ServicesReading>;
  /** Sockets that wait for someone: TCP in LISTEN, UDP bound and not connected. */
  ports(options: ReadingOptions): Promise<PortsReading>;
}

interface Reading {
  /** Whole sentences: what is missing from this reading and why. Empty when nothing is. */
  gaps: string[];
}

export interface SystemReading extends Reading {
  hostname: string;
  /** As the distribution names itself: `Debian GNU/Linux 12 (bookworm)`. */
  os?: string;
  /** Release of the kernel: `6.1.0-18-amd64`. */
  kernel?: string;
  /** `x64`, `arm64`, … */
  architecture: string;
  /** The hypervisor or container engine, as far as the host tells: `KVM`, `docker`. */
  virtualisation?: string;
  uptimeSeconds: number;
  bootedAt: Instant;
  load?: LoadAverages;
  /** Who is logged in now. */
  sessions?: { user: string; terminal?: string; from?: string }[];
}

/** Mean number of tasks that ran or waited to run, over 1, 5 and 15 minutes. */
export interface LoadAverages {
  oneMinute: number;
  fiveMinutes: number;
  fifteenMinutes: number;
}

/** Pressure stall information: share of the last 10, 60 and 300 s in which some task (or all) had to wait; 0 to 100. */
export interface Pressure {
  some: { tenSeconds: number; oneMinute: number; fiveMinutes: number };
  full?: { tenSeconds: number; oneMinute: number; fiveMinutes: number };
}

/** Shares of the time of all cores together; 0 to 100. Busy is all but idle and iowait. */
export interface CpuShares {
  busyPercent: number;
  userPercent: number;
  systemPercent: number;
  /** Idle while a disk was waited for; left out where the system does not count it. */
  iowaitPercent?: number;
  /** Taken by the hypervisor for others; left out where the system does not count it. */
  stealPercent?: number;
}

export interface ProcessUse {
  pid: number;
  /** The kernel's name of it, at most 15 characters on Linux; never its arguments, which may hold secrets. */
  name: string;
  /** Of one core: 200 is two cores kept busy. */
  cpuPercent?: number;
  /** Resident memory. */
  memoryBytes?: number;
}

export interface CpuReading extends Reading {
  model?: string;
  /** Logical cores that are online. */
  cores: number;
  /** Cores that the control group of this program may use, when it is limited. */
  limitCores?: number;
  load?: LoadAverages;
  windowMs: number;
  shares?: CpuShares;
  perCore: { core: number; busyPercent: number }[];
  pressure?: Pressure;
  /** Busiest first, at most as many as the adapter is configured for; those that used nothing left out. */
  processes: ProcessUse[];
  processesTotal: number;
}

export interface MemoryReading extends Reading {
  totalBytes: number;
  /** What programs can still be given without swapping. */
  availableBytes?: number;
  /** Total less available. */
  usedBytes?: number;
  swapTotalBytes?: number;
  swapUsedBytes?: number;
  /** The tightest limit of the control groups that this program runs in, when there is one. */
  limit?: { bytes: number; usedBytes?: number };
  pressure?: Pressure;
  /** Largest first, at most as many as the adapter is configured for. */
  processes: ProcessUse[];
  processesTotal: number;
}

export interface DisksReading extends Reading {
  /** Fullest first. */
  mounts: {
    mountPoint: string;
    fileSystem: string;
    /** Device or share. */
    source: string;
    readOnly: boolean;
    totalBytes: number;
    usedBytes: number;
    /** Free for ordinary users. */
    availableBytes: number;
    /** Used, of what ordinary users may fill; 0 to 100, as `df` counts. */
    usedPercent: number;
    /** Left out where the file system has no fixed number of them. */
    inodes?: { total: number; used: number };
  }[];
}

export interface TemperaturesReading extends Reading {
  /** Nearest to its limit first. */
  sensors: { chip: string; label: string; celsius: number; highCelsius?: number; criticalCelsius?: number }[];
}

export interface NetworkReading extends Reading {
  windowMs: number;
  /** Those on a default route first, then by traffic; loopback last. */
  interfaces: InterfaceReading[];
  defaultRoutes: { family: 4 | 6; gateway?: string; interface: string; metric: number }[];
  nameservers: string[];
  searchDomains: string[];
}

export interface InterfaceReading {
  name: string;
  state: 'up' | 'down' | 'unknown';
  loopback: boolean;
  addresses: { address: string; family: 4 | 6; prefixLength: number; scope: AddressScope }[];
  mtuBytes?: number;
  /** Of the link; virtual ones have none. */
  speedMegabitsPerSecond?: number;
  /** Left out when the interface came, went or was reset within the window. */
  rate?: { receivedBytesPerSecond: number; sentBytesPerSecond: number };
  /** Since the interface was made. */
  totals: TrafficTotals;
}

export interface TrafficTotals {
  receivedBytes: number;
  sentBytes: number;
  receiveErrors: number;
  receiveDrops: number;
  sendErrors: number;
  sendDrops: number;
}

export interface ServiceUnit {
  name: string;
  description: string;
  /** systemd's `load`, `active` and `sub`: `loaded`, `failed`, `running`, … */
  load: string;
  active: string;
  sub: string;
  /** When it came into this state; known of failed ones. */
  since?: Instant;
  /** Why it failed, in systemd's word: `exit-code`, `signal`, `timeout`, … */
  result?: string;
}

/** Units where systemd runs; elsewhere what there is instead: the first process and what it started. */
export type ServicesReading =
  | (Reading & { manager: 'systemd'; units: ServiceUnit[] })
  | (Reading & {
      manager: 'none';
      /** Name of process 1; left out when it cannot be read. */
      firstProcess?: string;
      /** `docker`, `podman`, … when the host is a container that tells. */
      container?: string;
      /** What process 1 started itself, by pid. */
      children: { pid: number; name: string; state: string }[];
    });

export interface Listener {
  protocol: 'tcp' | 'udp';
  family: 4 | 6;
  address: string;
  scope: AddressScope;
  port: number;
  /** Owner of the socket. */
  userId?: number;
  userName?: string;
  /** The lowest pid that holds it; left out when this program may not look. */
  process?: { pid: number; name: string };
}

export interface PortsReading extends Reading {
  /** By reach (those that only this machine can reach last), then by port. */
  listeners: Listener[];
}

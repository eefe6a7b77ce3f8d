import type { NetworkInterfaceInfo } from 'node:os';
import type { HostTree } from './host-tree.ts';

/** Bounds of every reading. */
export interface HostLimits {
  /** A reading that takes longer is refused. */
  deadlineMs: number;
  /** Length of a measurement of rates and shares. */
  windowMs: number;
  topProcessesMax: number;
  /** Processes looked at, by pid; a gap says so when there are more. */
  processesMax: number;
  /** Of one file; a gap says so when more was needed. */
  fileBytesMax: number;
  mountsMax: number;
  interfacesMax: number;
  /** Open files looked through for the owners of sockets. */
  openFilesMax: number;
  /** Units that failed and are asked for when and why. */
  failedUnitsMax: number;
}

export const defaultHostLimits: HostLimits = {
  deadlineMs: 5000,
  windowMs: 600,
  topProcessesMax: 10,
  processesMax: 10_000,
  fileBytesMax: 4 * 1024 * 1024,
  mountsMax: 200,
  interfacesMax: 500,
  openFilesMax: 200_000,
  failedUnitsMax: 20,
};

export interface FileSystemSize {
  blockBytes: number;
  blocks: number;
  freeBlocks: number;
  availableBlocks: number;
  inodes: number;
  freeInodes: number;
}

/** What of a host is not a file: given from outside, so that a recorded machine can be read too. */
export interface HostCalls {
  hostname(): string;
  architecture(): string;
  /** Milliseconds since 1970. */
  nowMs(): number;
  monotonicMs(): number;
  /** Waits; rejects when the signal fires. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  interfaces(): NodeJS.Dict<NetworkInterfaceInfo[]>;
  /** Undefined when the path is not a directory or may not be asked. */
  fileSystemSize(path: string): Promise<FileSystemSize | undefined>;
  /** Standard output of a program given by name or absolute path, without a shell. */
  run(program: string, args: readonly string[], signal: AbortSignal): Promise<string>;
}

/** What one reading works with. */
export interface Probe {
  tree: HostTree;
  calls: HostCalls;
  limits: HostLimits;
  signal: AbortSignal;
}

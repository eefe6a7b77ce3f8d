import type { Engines } from '../../../ops/program/engines.ts';
import type { WorkerEngines } from '../../../ops/program/worker.ts';
import type { ReadModels } from '../../../projections/ports.ts';
import type { Disk } from './disk.ts';
import type { Wire } from './wire.ts';

/** Told of everything that the oracle or an invariant may want to see. */
export interface Watchers {
  onLogLine(level: string, fields: object, message: string): void;
  onSnapshot(stream: string, machineVersion: number, entry: { state: object; revision: bigint }): void;
  onPoint(label: string): void;
  onReady(): void;
}

/** Wraps the engines of a life, to plant a bug in the test's world. */
export type Planting = (engines: Engines, parts: { wire: Wire; headOf: Disk['headOf'] }) => Engines;
export interface Plants {
  engines?: Planting;
  /** Of a worker process. */
  worker?: (engines: WorkerEngines) => WorkerEngines;
  /** Names of runs are not looked at, and nothing is found that was left behind. */
  nameless?: boolean;
  models?: (models: ReadModels) => ReadModels;
}

import type { Link } from '../domain/audit/chain.ts';
import type { ViewSizes } from '../projections/every-projection.ts';
import type { OpsTerms } from '../projections/ops-snapshot.ts';
import type { Notice } from '../projections/runner-options.ts';
import type { SloTerms } from '../projections/slo-query.ts';

/** What the program and the thread of the projections say to each other. */

/** Where the log is read from; the thread opens it for itself. */
export type LogSource =
  | { engine: 'sqlite'; path: string }
  | {
      engine: 'eventstoredb';
      url: string;
      username?: string;
      password?: string;
      appendDeadlineMs?: number;
      readDeadlineMs?: number;
    };

/** Given to the thread at its start. */
export interface ProjectionsData {
  log: LogSource;
  /** The file of the views; it can be deleted at any time. */
  viewsPath: string;
  sizes: ViewSizes;
  batchMax: number;
  /** Where the keys of personal fields lie. Default: nothing is sealed. */
  keysDirectory?: string;
  /** What the objectives are judged by. */
  slo: SloTerms;
  /** What the snapshot is held against. */
  ops: OpsTerms;
}

export type Call =
  | { call: 'query'; name: string; options: unknown }
  | { call: 'caughtUp' }
  | { call: 'status' }
  | { call: 'rebuild'; name: string }
  | { call: 'verifyChain'; anchors: Link[] }
  | { call: 'held'; userId: number; bytesMax: number }
  | { call: 'reloadKeys' }
  | { call: 'compact' }
  | { call: 'close' };

export type Order = Call & { id: number };

/** A refusal keeps its code on the way; another error its name, its words and its hint. */
export interface SaidError {
  name: string;
  message: string;
  code?: string;
  hint?: string;
}

export type Word =
  | { word: 'ready' }
  | { word: 'failed'; error: SaidError }
  | { word: 'notice'; notice: Notice }
  | { word: 'answer'; id: number; answer: unknown }
  | { word: 'error'; id: number; error: SaidError };

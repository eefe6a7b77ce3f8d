import type { Answers } from './api/routes.ts';

/** What the door asks of the program behind it. */
export interface HttpPorts {
  /** Whether work is taken; with the parts that say no, and why. */
  readiness(): Promise<{ ready: boolean; parts: { name: string; state: string; why?: string }[] }>;
  /** One answer for each route of the API. */
  answers: Answers;
  /** What a page that is kept up to date shows now; any JSON. */
  live(): Promise<object>;
  /** The text of the metrics in the format that `accept` asks for. */
  metrics(accept: string): Promise<{ type: string; text: string }>;
  /** A file of the page; none of that name. */
  file(path: string): { type: string; bytes: Uint8Array; etag: string } | undefined;
  clock: { monotonicMs(): number };
  /** Random bytes, hard to guess. */
  secret(): string;
  log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** What is set for the door. */
export interface HttpSettings {
  host: string;
  /** Said: it must be this one. Not said: a usual one, or any that is free. */
  port: number | undefined;
  names: readonly string[];
  /** What opens everything but health. */
  token: string;
  perSecond: number;
  burst: number;
  connectionsMax: number;
  watchersMax: number;
  sessionMs: number;
}

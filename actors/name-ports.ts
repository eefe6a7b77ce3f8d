/** What finds addresses, as the program needs it. */

export type Family = 4 | 6;

export interface Address {
  address: string;
  family: Family;
}

/** Name servers, asked one at a time. Who asks decides about trying again. */
export interface NameServers {
  /**
   * One question to one server: the `turn`-th of those there are, round and round. `ttlMs`: as the server says.
   * @throws {NameError}
   */
  ask(name: string, family: Family, turn: number, signal: AbortSignal): Promise<{ addresses: string[]; ttlMs: number }>;
  servers(): string[];
  /** Takes over what the system says now. Where that cannot be read, the servers stay. */
  reread(): Promise<void>;
}

/** `NXDOMAIN` and `NODATA` are answers: there is no such name, or no address of that family. */
export type NameCode = 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'REFUSED' | 'TIMEOUT' | 'UNREACHABLE' | 'FAILED';

/** A name that gave no address. */
export class NameError extends Error {
  override name = 'NameError';
  readonly code: `DNS_${NameCode}`;
  readonly rcode: NameCode;
  /** Whether the next server may be asked the same; whoever asks says so. */
  again = true;
  constructor(rcode: NameCode, name: string, options?: ErrorOptions) {
    super(`${name} gave no address: ${rcode}`, options);
    this.rcode = rcode;
    this.code = `DNS_${rcode}`;
  }

  /** A server has said that there is nothing: asking others is of no use. */
  get isAnswer(): boolean {
    return this.rcode === 'NXDOMAIN' || this.rcode === 'NODATA';
  }
}

/** What is told of names and servers. */
export type NameNote =
  | { type: 'failed'; name: string; code: NameCode; count: number }
  | { type: 'recovered'; name: string; gapMs: number }
  | { type: 'servers'; from: string[]; to: string[] }
  | { type: 'pinned'; name: string; family: Family; forMs: number }
  | { type: 'fallback'; name: string; ageMs: number; count: number };

/** How name resolution does, for whoever looks. */
export interface NamesView {
  state: 'ok' | 'degraded' | 'down';
  servers: string[];
  /** The latest trouble of what is in trouble. */
  failing: { name: string; code: NameCode; sinceMs: number; standsIn: boolean }[];
  lastMs: number | undefined;
  /** Since the start: questions by result, and the time they took. */
  asked: Partial<Record<NameCode | 'NOERROR', { count: number; tookMs: number }>>;
}

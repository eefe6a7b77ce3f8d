import type { Reach } from './reach.ts';

/** What every look gets: where it may go, and by when it is over. */
export interface Look {
  reach: Reach;
  signal: AbortSignal;
  /** Bytes of a body that are read at most. */
  bodyBytesMax: number;
  redirectsMax: number;
  /** Name servers to ask; those of the machine when there are none. */
  nameServers: readonly string[];
  /** Certificates (PEM) that are trusted instead of the usual ones. */
  authorities?: readonly string[] | undefined;
}

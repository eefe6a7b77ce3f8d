import {
  EventTooLarge,
  type ExpectedRevision,
  OutcomeUnknown,
  RevisionConflict,
  StoreError,
  StoreUnavailable,
} from '../../actors/ports.ts';
import type { StreamName } from '../../domain/ids.ts';

/** What a failure of the client may carry: its own errors have a `type`, those of a first call are gRPC's, raw. */
interface ClientFailure {
  type?: string;
  code?: number;
  message: string;
  actualVersion?: bigint | string;
  metadata?: { get(key: string): unknown[] };
}

/** Answers of the server, or of gRPC, after which nothing can have been written. */
const refusals = new Map<string, string>([
  ['not-leader', 'The cluster is choosing a leader; it is tried again by itself.'],
  ['access-denied', 'Check the user name, the password and the access rights of EventStoreDB.'],
  ['stream-deleted', 'The stream was tombstoned by hand: restore the log from a backup.'],
  ['invalid-argument', 'EventStoreDB does not understand the call: is its version 23.10 or newer?'],
  ['missing-required-metadata-property', 'EventStoreDB does not understand the call: is its version 23.10 or newer?'],
  ['unsupported', 'EventStoreDB does not know the call: is its version 23.10 or newer?'],
  ['invalid-transaction', 'EventStoreDB refused the append: see its log.'],
]);

/** gRPC's own status codes, where the client gives no `type` of its own. */
const typesOfCodes = new Map<number | undefined, string>([
  [3, 'invalid-argument'],
  [4, 'deadline-exceeded'],
  [7, 'access-denied'],
  [12, 'unsupported'],
  [14, 'unavailable'],
  [16, 'access-denied'],
]);

/** Words of gRPC, of the client and of the server that say: the call never left, or was turned away at the door. */
const neverTaken =
  /No connection established|Name resolution failed|ECONNREFUSED|Stream refused by server|Channel closed before call started|Failed to discover|waiting for (?:LB pick|name resolution|metadata filters)|Server Is (?:Not Ready|Too Busy)|No leader info/i;

const unreachable = 'Is EventStoreDB running and reachable? See its /health/live.';

/** The kind of a failure: the client's own, else that in the answer's trailers, else that of the gRPC code. */
export function kindOf(cause: unknown): string {
  const failure = asFailure(cause);
  const inTrailer = failure.metadata?.get('exception')[0]?.toString();
  const known = failure.type === 'unknown' ? undefined : failure.type;
  return known ?? inTrailer ?? typesOfCodes.get(failure.code) ?? 'unknown';
}

/** Whether a failure speaks against the connection, and not against what was asked for. */
export const isTrouble = (cause: unknown): boolean =>
  !['wrong-expected-version', 'stream-not-found', 'maximum-append-size-exceeded', 'stream-deleted'].includes(
    kindOf(cause),
  );

/** What a failed append means: nothing is `StoreUnavailable` unless it is certain that nothing was written. */
export function appendError(stream: StreamName, expected: ExpectedRevision, cause: unknown): Error {
  if (cause instanceof StoreError) return cause;
  const kind = kindOf(cause);
  const { message } = asFailure(cause);
  if (kind === 'wrong-expected-version') return new RevisionConflict(stream, expected, actualOf(asFailure(cause)));
  if (kind === 'maximum-append-size-exceeded') {
    return new EventTooLarge(`an append to ${stream} is over the server's limit: ${message}`, {
      hint: 'Keep large contents in files, and record where they are.',
      cause,
    });
  }
  if (refusals.has(kind) || neverTaken.test(message)) {
    const hint = refusals.get(kind) ?? unreachable;
    return new StoreUnavailable(`the append to ${stream} was not taken: ${message}`, { hint, cause });
  }
  const hint = 'Append the same events again at the same revision: they are recorded once.';
  return new OutcomeUnknown(`the append to ${stream} was cut: ${message}`, { hint, cause });
}

/** What a failed read means: always `StoreUnavailable`. */
export function readError(what: string, cause: unknown): Error {
  if (cause instanceof StoreError) return cause;
  const hint = refusals.get(kindOf(cause)) ?? unreachable;
  return new StoreUnavailable(`${what} could not be read: ${asFailure(cause).message}`, { hint, cause });
}

function actualOf({ actualVersion, metadata }: ClientFailure): ExpectedRevision {
  const given = actualVersion ?? metadata?.get('actual-version')[0]?.toString() ?? '';
  if (given === '' || given === 'no_stream') return 'no_stream';
  const revision = BigInt(given as bigint | string);
  return revision < 0n ? 'no_stream' : revision;
}

const asFailure = (cause: unknown): ClientFailure =>
  cause instanceof Error ? (cause as ClientFailure) : { message: String(cause) };

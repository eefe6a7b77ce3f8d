import assert from 'node:assert/strict';
import type { EventData, EventStoreDBClient } from '@eventstore/db-client';
import { type EventStore, type ExpectedRevision, OutcomeUnknown } from '../../actors/ports.ts';
import { type StreamName, streamName } from '../../domain/ids.ts';
import { encode } from './codec.ts';
import type { Connection } from './connection.ts';
import { appendError } from './errors.ts';
import type { Settings } from './options.ts';

/** What the client's own deadline may be late by before the call is given up from outside. */
const graceMs = 100;

/**
 * The writing half. Each append ends within the deadline and is never repeated here: only the caller knows whether
 * that is safe. `lastPosition` finds the position of a stream's event when the answer to a repeat lacks it.
 */
export function appends(
  calls: Connection,
  settings: Settings,
  lastPosition: (stream: StreamName, revision: bigint) => Promise<bigint>,
): EventStore['append'] {
  const { credentials, appendDeadlineMs: deadline, prefix } = settings;

  async function write(client: EventStoreDBClient, stream: StreamName, expected: ExpectedRevision, wire: EventData[]) {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(tooLate(stream, deadline)), deadline + graceMs);
    try {
      // Credentials force the unary call: it alone has a deadline. It does not cover finding the leader: the timer does.
      const options = { expectedRevision: expected, credentials, deadline, requiresLeader: true };
      return await Promise.race([client.appendToStream(`${prefix}${stream}`, wire, options), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  return async (stream, expected, events) => {
    assert.ok(streamName.safeParse(stream).success, `${stream} is not the name of a stream`);
    assert.ok(expected === 'no_stream' || expected >= 0n, `${stream} cannot be at revision ${expected}`);
    const wire = encode(stream, events);
    const answer = await calls
      .call(client => write(client, stream, expected, wire))
      .catch(cause => Promise.reject(appendError(stream, expected, cause)));
    const revision = answer.nextExpectedRevision;
    return { revision, position: answer.position?.commit ?? (await found(stream, revision)) };
  };

  // The answer to a repeat may lack the position. It is written then, whatever happens to this read.
  function found(stream: StreamName, revision: bigint): Promise<bigint> {
    return lastPosition(stream, revision).catch(cause => {
      const hint = 'Append the same events again at the same revision: they are recorded once.';
      throw new OutcomeUnknown(`where ${stream} stands in the log could not be read`, { hint, cause });
    });
  }
}

const tooLate = (stream: StreamName, deadlineMs: number) =>
  new OutcomeUnknown(`the append to ${stream} was not answered within ${deadlineMs} ms`, {
    hint: 'Append the same events again at the same revision: they are recorded once.',
  });

import assert from 'node:assert/strict';
import type { ResolvedEvent } from '@eventstore/db-client';
import { StoreCorrupt } from '../../actors/ports.ts';
import { type StreamName, streamName } from '../../domain/ids.ts';
import type { EventLog } from '../../projections/ports.ts';
import { decode } from './codec.ts';
import { pageMax, type Settings } from './options.ts';
import type { Page } from './page.ts';

/** Reads one stream. @throws {StoreCorrupt} when it holds what no writer of ours wrote. {@link StoreUnavailable} */
export function streamReads(page: Page, { credentials, prefix }: Settings): EventLog['readStream'] {
  return async function* readStream(stream, { from, backwards = false, limit, signal } = {}) {
    assert.ok(streamName.safeParse(stream).success, `${stream} is not the name of a stream`);
    const direction = backwards ? ('backwards' as const) : ('forwards' as const);
    let next: bigint | 'start' | 'end' = from ?? (backwards ? 'end' : 'start');
    let left = limit ?? Number.POSITIVE_INFINITY;
    while (left > 0 && !signal?.aborted) {
      const maxCount = Math.min(pageMax, left);
      const options = { fromRevision: next, maxCount, direction, credentials, requiresLeader: true };
      const read = await page(stream, client => client.readStream(`${prefix}${stream}`, options));
      const events = read.map(resolved => decode(prefix, resolved) ?? notOurs(stream, resolved));
      if (events.length > 0) yield events;
      left -= events.length;
      next = (events.at(-1)?.revision ?? 0n) + (backwards ? -1n : 1n);
      if (events.length < maxCount || next < 0n) return;
    }
  };
}

/** Finds the position of an event that is known to be in a stream. @throws {StoreUnavailable} */
export const positions = (readStream: EventLog['readStream']) => async (stream: StreamName, revision: bigint) => {
  for await (const [event] of readStream(stream, { from: revision, limit: 1 })) return event!.position;
  return assert.fail(`${stream} has no revision ${revision}, though it was just written`);
};

function notOurs(stream: StreamName, { event }: ResolvedEvent): never {
  const what = `${stream} holds a ${event?.type} at ${event?.revision} that is not ours or has no position`;
  throw new StoreCorrupt(what, {
    hint: 'Something else wrote to this stream, or the server is older than 22.6: compare with a backup.',
  });
}

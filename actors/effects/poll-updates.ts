import type { SortedUpdate } from '../../domain/gateway/commands.ts';
import type { GatewayEvent } from '../../domain/gateway/events.ts';
import { validOffset } from '../../domain/gateway/machine.ts';
import { commandOf } from '../../domain/gateway/route.ts';
import { sortUpdate } from '../../domain/gateway/sort.ts';
import type { Command } from '../../domain/message.ts';
import type { Access } from '../../domain/policy/roles.ts';
import { effect, type Handle } from '../handle.ts';
import {
  type Clock,
  type Log,
  type Random,
  StoreError,
  TelegramError,
  type TelegramPoller,
  type Timers,
} from '../ports.ts';
import { type Backoff, backoffMs, pause } from '../waiting.ts';

export interface PollPorts {
  poller: TelegramPoller;
  access: Access;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
  backoff: Backoff;
  /** Takes a recorded update on its way; it may fail, for the log has it. */
  hand(command: Command): void;
  /** Told after each poll that went well. */
  polled(): void;
  /** Told of what arrived and could not be recorded, so that its senders do not wait for nothing. */
  turnAway(updates: readonly SortedUpdate[]): Promise<void>;
  /** Told once when polling has been in trouble for a minute that does not pass by itself. */
  alarm(trouble: 'PollConflict' | 'TelegramAuthLost'): void;
}

/** One append holds at most 1 MiB; this leaves room for metadata. */
const batchBytesMax = 512 * 1024;
/** What stands beside the data of each event, amply. */
const metadataBytes = 1024;

/**
 * Asks Telegram for updates for ever: record, hand on, and only then ask again, which is what confirms them.
 * So the offset that Telegram sees is never ahead of the log, whatever happens in between.
 */
export const pollUpdates = (ports: PollPorts) => (handle: Handle) =>
  effect(handle, async signal => {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const updates = await ports.poller.poll(validOffset(handle.state().context, ports.clock.now()), signal);
        await record(updates, handle, ports);
        await noteSuccess(failures, handle, ports);
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        await noteFailure(error, failures, handle, ports);
        await pause(ports.timers, waitMs(error, failures, ports), signal);
      }
    }
  });

async function record(updates: unknown[], handle: Handle, ports: PollPorts): Promise<void> {
  const left = inBatches(updates.map(raw => sortUpdate(raw, ports.access)));
  try {
    for (; left.length > 0; left.shift()) await recordBatch(left[0]!, handle, ports);
  } catch (error) {
    const known = validOffset(handle.state().context, ports.clock.now()) ?? 0;
    // What comes again was taken the first time: its senders are told nothing.
    const isNew = ({ updateId = 0 }: SortedUpdate) => updateId >= known;
    if (error instanceof StoreError) await ports.turnAway(left.flat().filter(isNew));
    throw error;
  }
}

async function recordBatch(updates: SortedUpdate[], handle: Handle, { random, hand }: PollPorts): Promise<void> {
  const id = `poll-${random.uuid()}`;
  const { facts } = await handle.order({
    id,
    type: 'ReceiveUpdates',
    data: { updates },
    correlationId: id,
    causationId: id,
  });
  for (const { type, data, id: eventId } of facts)
    if (type === 'UpdateReceived')
      hand(commandOf(data as unknown as GatewayEvent & { type: 'UpdateReceived' }, eventId));
}

/** In order, each small enough for one append and one order. */
function inBatches<Item>(items: Item[]): Item[][] {
  const batches: Item[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + metadataBytes;
    if (bytes + size > batchBytesMax || batches.at(-1)!.length >= 100) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)!.push(item);
    bytes += size;
  }
  return batches;
}

async function noteSuccess(failures: number, handle: Handle, { random, polled }: PollPorts): Promise<void> {
  polled();
  if (!handle.state().matches('troubled')) return;
  const id = `poll-${random.uuid()}`;
  await handle.order({
    id,
    type: 'NotePollSuccess',
    data: { failures: Math.max(1, failures) },
    correlationId: id,
    causationId: id,
  });
}

/** Trouble with the log itself cannot be recorded now; whoever watches the log records it later. */
async function noteFailure(
  error: unknown,
  failures: number,
  handle: Handle,
  { random, log, alarm }: PollPorts,
): Promise<void> {
  const kind = kindOf(error);
  if (kind === undefined) throw error;
  const cause = error instanceof Error ? error.message.slice(0, 300) : String(error);
  log.warn({ kind, failures, cause }, 'polling failed');
  if (kind === 'store') return;
  const id = `poll-${random.uuid()}`;
  const noted = await handle
    .order({ id, type: 'NotePollFailure', data: { kind, cause }, correlationId: id, causationId: id })
    .catch(cause => log.warn({ err: cause }, 'the trouble could not be recorded'));
  for (const { type } of noted?.facts ?? []) if (type === 'PollConflict' || type === 'TelegramAuthLost') alarm(type);
}

/** What kind of trouble it is; undefined for a bug. */
function kindOf(error: unknown): string | undefined {
  if (error instanceof StoreError) return 'store';
  if (!(error instanceof TelegramError)) return undefined;
  switch (error.failure.kind) {
    case 'throttled':
    case 'conflict':
    case 'auth':
      return error.failure.kind;
    case 'unknown':
      return 'timeout';
    case 'not_sent':
      return 'network';
    case 'unreachable':
    case 'migrated':
    case 'rejected':
      return 'server';
  }
}

/** Once the log is back the next poll must not be far: what was turned away waits in it. */
const storeWaitMaxMs = 4_000;

function waitMs(error: unknown, failures: number, { backoff, random }: PollPorts): number {
  if (error instanceof StoreError) return Math.min(storeWaitMaxMs, backoffMs(backoff, failures, random));
  const told = error instanceof TelegramError && error.failure.kind === 'throttled' ? error.failure.retryAfterMs : 0;
  return Math.max(told, backoffMs(backoff, failures, random));
}

import assert from 'node:assert/strict';

/** What the adapter tells of itself, for the operator's log and the audit. Never called with a secret. */
export type StoreNotice =
  /** A subscription was lost and is opened again after `from` (none: from the beginning), in `delayMs`. */
  | { kind: 'subscription_resumed'; from: bigint | undefined; cause: string; attempt: number; delayMs: number }
  /** The client of `role` failed `failures` times in a row and was replaced. */
  | { kind: 'client_rebuilt'; role: 'calls' | 'subscriptions'; failures: number; cause: string };

export interface EventStoreDbOptions {
  /** `esdb://host:2113?tls=false`, or `esdb://a,b,c` for a cluster (the leader is preferred). */
  url: string;
  /** Given together; without them those of the url are used. Needed unless `tls=false`. */
  username?: string;
  password?: string;
  /** An append ends within this. */
  appendDeadlineMs?: number;
  /** One page of a read ends within this. */
  readDeadlineMs?: number;
  /** Pause before a lost subscription is opened again: doubled from `minMs` up to `maxMs`, half of it drawn. */
  resubscribe?: { minMs?: number; maxMs?: number };
  /** A subscription without progress for this long while the head is ahead of it is opened again. */
  watchdogMs?: number;
  /** A client that failed so often in a row is replaced by a new one. */
  rebuildAfter?: number;
  /** Stands before every stream's name on the server, so that several logs can share one. */
  streamPrefix?: string;
  /** Told of what heals by itself. Must not throw. */
  tell?: (notice: StoreNotice) => void;
  /** At least 0, under 1; for the pauses only. */
  random?: () => number;
}

/** The options with every default filled in. */
export type Settings = ReturnType<typeof settingsOf>;

/** 500: what the port allows a page to hold. */
export const pageMax = 500;

/** @throws an assertion when the options contradict themselves. */
export function settingsOf(options: EventStoreDbOptions) {
  const settings = {
    url: options.url,
    credentials: credentialsOf(options),
    appendDeadlineMs: options.appendDeadlineMs ?? 5_000,
    readDeadlineMs: options.readDeadlineMs ?? 5_000,
    resubscribe: { minMs: options.resubscribe?.minMs ?? 50, maxMs: options.resubscribe?.maxMs ?? 10_000 },
    watchdogMs: options.watchdogMs ?? 10_000,
    rebuildAfter: options.rebuildAfter ?? 3,
    prefix: options.streamPrefix ?? '',
    tell: options.tell ?? (() => {}),
    random: options.random ?? Math.random,
  };
  assert.ok(settings.resubscribe.minMs <= settings.resubscribe.maxMs, 'resubscribe.minMs is above resubscribe.maxMs');
  assert.match(settings.prefix, /^[A-Za-z0-9_.:-]*$/, 'streamPrefix holds letters, digits and _ . : - only');
  return settings;
}

/** Without TLS the client ignores credentials, but any at all make it take the append call that has a deadline. */
function credentialsOf({ url, username, password }: EventStoreDbOptions) {
  if (username !== undefined && password !== undefined) return { username, password };
  const inUrl = /^esdb(?:\+discover)?:\/\/([^:@/?]+):([^@]+)@/.exec(url);
  if (inUrl) return { username: decodeURIComponent(inUrl[1]!), password: decodeURIComponent(inUrl[2]!) };
  assert.ok(/[?&]tls=false/i.test(url), 'EventStoreDB over TLS needs a username and a password');
  return { username: 'none', password: 'none' };
}

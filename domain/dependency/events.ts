import { z } from 'zod';
import { agent, instant, type MessageOf } from '../message.ts';

/** How often it happened since it was last said. */
const count = z.int().min(1);
const hostName = z.string().min(1).max(255);
const nameServers = z.array(z.string().max(80)).max(10);
const nameCode = z.enum(['NXDOMAIN', 'NODATA', 'SERVFAIL', 'REFUSED', 'TIMEOUT', 'UNREACHABLE', 'FAILED']);

/** What happened to one outside thing, kept in stream `dependency-<name>`: `bus`, `eventstore`, `telegram`, `actors`. */
export const dependencyEvents = {
  DependencyLost: z.object({ cause: z.string().max(300), at: instant }),
  DependencyRestored: z.object({ gapMs: z.int().min(0), at: instant }),
  /** A bus message that could not be read: terminated, never redelivered. */
  MessageRefused: z.object({
    code: z.enum(['invalid_json', 'invalid_request', 'payload_too_large', 'unsupported_media_type', 'unauthorized']),
    subject: z.string().max(300),
    sha256: z.string().length(64),
    bytes: z.int().min(0),
    at: instant,
  }),
  /** A bus message that failed every delivery: set aside in the dead-letter stream. */
  MessageParked: z.object({
    subject: z.string().max(300),
    cause: z.string().max(300),
    deliveries: z.int().min(1),
    at: instant,
  }),
  /** Commands that the bus had not delivered in time and that were taken from the log. */
  CommandsTakenFromLog: z.object({ count: z.int().min(1), oldestMs: z.int().min(0), at: instant }),
  /** An actor that failed too often: it rests until `until`; its commands wait in the log. */
  ActorParked: z.object({ stream: z.string().max(200), cause: z.string().max(600), until: instant, at: instant }),
  ActorRestarted: z.object({ stream: z.string().max(200), cause: z.string().max(600), at: instant }),
  /** It is not asked until `retryAt`. `calls` to `slow`: what the window held that it was decided on. */
  BreakerOpened: z.object({
    reason: z.enum(['failures', 'failure_rate', 'slow_rate', 'probe_failed']),
    cause: z.string().max(300),
    calls: z.int().min(0),
    failures: z.int().min(0),
    slow: z.int().min(0),
    retryAt: instant,
    at: instant,
  }),
  /** One call at a time finds out whether it is back. */
  BreakerHalfOpened: z.object({ at: instant }),
  BreakerClosed: z.object({ openMs: z.int().min(0), at: instant }),
  /** A person, or the end that was set, decides instead of the calls; `auto` gives it back to them. */
  BreakerOverridden: z.object({
    mode: z.enum(['force-open', 'force-closed', 'auto']),
    until: instant.optional(),
    by: agent,
    at: instant,
  }),
  /** Calls that did not get their turn in a pool: all places taken, and the wait over or too many waiting. */
  BulkheadRejected: z.object({
    count,
    active: z.int().min(0),
    waiting: z.int().min(0),
    max: z.int().min(1),
    at: instant,
  }),
  /** A call is made again after a wait. */
  RetryScheduled: z.object({
    count,
    attempt: z.int().min(2),
    max: z.int().min(1),
    delayMs: z.int().min(0),
    cause: z.string().max(300),
    at: instant,
  }),
  /** More came than a limit allows. */
  RateLimited: z.object({ limiter: z.string().max(60), count, at: instant }),
  /** An answer was not what was asked for but the next best: one given before, or a word that there is none. */
  FallbackTaken: z.object({
    command: z.string().max(60),
    step: z.enum(['stale', 'static']),
    cause: z.string().max(300),
    count,
    at: instant,
  }),
  /** Messages that arrived while the log was away: left with Telegram, their senders told that they are not taken. */
  NotAccepted: z.object({ messages: count, chats: z.int().min(1), since: instant, at: instant }),
  /** Decisions that were made again because another writer was first. */
  ConcurrencyRetried: z.object({ count, stream: z.string().max(200), at: instant }),
  /** Appends whose fate was unknown; the log said whether it had the latest of them. */
  AppendResolved: z.object({ count, stream: z.string().max(200), stored: z.boolean(), at: instant }),
  /** The views follow the log again, from the position they had. */
  SubscriptionResumed: z.object({ failures: z.int().min(1), cause: z.string().max(300), at: instant }),
  /** A name gave no address. `count`: how often since it was last said. */
  DnsFailed: z.object({ name: hostName, code: nameCode, count, at: instant }),
  DnsRecovered: z.object({ name: hostName, gapMs: z.int().min(0), at: instant }),
  /** Other name servers are asked, because the system says so. */
  ResolverChanged: z.object({ from: nameServers, to: nameServers, at: instant }),
  /** Connections to the other family failed several times in a row: this one alone is tried for a while. */
  DnsFamilyPinned: z.object({
    name: hostName,
    family: z.union([z.literal(4), z.literal(6)]),
    forMs: z.int().min(1),
    at: instant,
  }),
  /** No server answered: an earlier answer, that old, stood in. */
  DnsFallbackUsed: z.object({ name: hostName, ageMs: z.int().min(0), count, at: instant }),
};

export type DependencyEvent = MessageOf<typeof dependencyEvents>;

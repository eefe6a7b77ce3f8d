import type { DependencyEvent } from '../../domain/dependency/events.ts';
import { ada, at, later, type Samples } from './sample.ts';

export const dependencySamples: Samples<DependencyEvent> = {
  stream: 'dependency-bus',
  data: {
    DependencyLost: { cause: 'CONNECTION_REFUSED', at },
    DependencyRestored: { gapMs: 4180, at },
    MessageRefused: {
      code: 'unauthorized',
      subject: 'binnacle.v1.cmd.3.chat-1001',
      sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      bytes: 12,
      at,
    },
    MessageParked: { subject: 'binnacle.v1.cmd.3.chat-1001', cause: 'not answered in 30 s', deliveries: 5, at },
    CommandsTakenFromLog: { count: 3, oldestMs: 1204, at },
    ActorParked: { stream: 'chat-1001', cause: 'TypeError: steps is not iterable', until: later, at },
    ActorRestarted: { stream: 'chat-1001', cause: 'TypeError: steps is not iterable', at },
    BreakerOpened: {
      reason: 'failures',
      cause: 'not_sent: 502 Bad Gateway',
      ...{ calls: 12, failures: 3, slow: 1 },
      retryAt: later,
      at,
    },
    BreakerHalfOpened: { at },
    BreakerClosed: { openMs: 30412, at },
    BreakerOverridden: { mode: 'force-open', until: later, by: ada, at },
    BulkheadRejected: { count: 4, active: 20, waiting: 40, max: 20, at },
    RetryScheduled: { count: 2, attempt: 2, max: 3, delayMs: 812, cause: 'ECONNRESET', at },
    RateLimited: { limiter: 'heavy requests', count: 3, at },
    FallbackTaken: { command: 'cpu', step: 'stale', cause: 'upstream_unavailable: the host is away', count: 1, at },
    NotAccepted: { messages: 3, chats: 2, since: at, at: later },
    ConcurrencyRetried: { count: 2, stream: 'chat-1001', at },
    AppendResolved: { count: 1, stream: 'chat-1001', stored: true, at },
    DnsFailed: { name: 'api.telegram.org', code: 'SERVFAIL', count: 2, at },
    DnsRecovered: { name: 'api.telegram.org', gapMs: 61_204, at },
    ResolverChanged: { from: ['192.0.2.53'], to: ['198.51.100.53', '[2001:db8::53]:5353'], at },
    DnsFamilyPinned: { name: 'api.telegram.org', family: 4, forMs: 600_000, at },
    DnsFallbackUsed: { name: 'api.telegram.org', ageMs: 72_000, count: 3, at },
    SubscriptionResumed: { failures: 3, cause: 'the subscription to the log ended by itself', at },
  },
};

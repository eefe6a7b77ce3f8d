import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';
import { dependencyEvents } from './events.ts';

/** The orders of a dependency. All but `OverrideBreaker` come from the program itself. */

const at = { at: true } as const;
/** When it really was, where it could not be recorded at once. */
const since = { since: instant.optional() };

export const dependencyCommands = {
  NoteLoss: z.object({ cause: z.string().max(300), ...since }),
  NoteReturn: z.object({ gapMs: z.int().min(0).optional() }),
  NoteRefusedMessage: dependencyEvents.MessageRefused.omit(at),
  NoteParkedMessage: dependencyEvents.MessageParked.omit(at),
  NoteTakenFromLog: dependencyEvents.CommandsTakenFromLog.omit(at),
  NoteParkedActor: dependencyEvents.ActorParked.omit(at),
  NoteRestartedActor: dependencyEvents.ActorRestarted.omit(at),
  NoteBreakerOpened: dependencyEvents.BreakerOpened.omit(at).extend(since),
  NoteBreakerHalfOpened: z.object(since),
  NoteBreakerClosed: dependencyEvents.BreakerClosed.omit(at).extend(since),
  OverrideBreaker: z.object({
    mode: z.enum(['force-open', 'force-closed', 'auto']),
    ttlMs: z.int().min(1000).max(86_400_000),
  }),
  /** The override that was to last until then is over. */
  EndOverride: z.object({ until: instant }),
  NoteBulkheadRejected: dependencyEvents.BulkheadRejected.omit(at),
  NoteRetryScheduled: dependencyEvents.RetryScheduled.omit(at),
  NoteRateLimited: dependencyEvents.RateLimited.omit(at),
  NoteFallback: dependencyEvents.FallbackTaken.omit(at),
  NoteNotAccepted: dependencyEvents.NotAccepted.omit(at),
  NoteConcurrencyRetried: dependencyEvents.ConcurrencyRetried.omit(at),
  NoteAppendResolved: dependencyEvents.AppendResolved.omit(at),
  NoteSubscriptionResumed: dependencyEvents.SubscriptionResumed.omit(at),
  NoteDnsFailed: dependencyEvents.DnsFailed.omit(at),
  NoteDnsRecovered: dependencyEvents.DnsRecovered.omit(at),
  NoteResolverChanged: dependencyEvents.ResolverChanged.omit(at),
  NoteDnsFamilyPinned: dependencyEvents.DnsFamilyPinned.omit(at),
  NoteDnsFallbackUsed: dependencyEvents.DnsFallbackUsed.omit(at),
};

export type DependencyCommand = MessageOf<typeof dependencyCommands>;

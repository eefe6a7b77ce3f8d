import type { AuditEvent } from '../domain/audit/events.ts';
import type { ChatEvent } from '../domain/chat/events.ts';
import type { DependencyEvent } from '../domain/dependency/events.ts';
import type { FaultEvent } from '../domain/fault/events.ts';
import type { GatewayEvent } from '../domain/gateway/events.ts';
import type { OutboxEvent } from '../domain/outbox/events.ts';
import type { PersonalEvent } from '../domain/personal/events.ts';
import type { ProcessEvent } from '../domain/process/events.ts';
import type { SloEvent } from '../domain/slo/events.ts';
import type { Fact } from '../domain/upcast.ts';

/** An event in words: never what a user wrote, never a payload. */
export interface Words {
  level: 'info' | 'warn' | 'error';
  /** A stable code, where the event carries one. */
  code: string | null;
  /** At most 200 characters. */
  text: string;
}

type KnownEvent =
  | PersonalEvent
  | AuditEvent
  | ChatEvent
  | DependencyEvent
  | FaultEvent
  | GatewayEvent
  | OutboxEvent
  | ProcessEvent
  | SloEvent;
type Said =
  | [text: string]
  | [text: string, level: Words['level']]
  | [text: string, level: Words['level'], code: string];
type Speaker = { [Type in KnownEvent['type']]: (data: Extract<KnownEvent, { type: Type }>) => Said };

const speaker: Speaker = {
  ChatOpened: ({ kind }) => [`a ${kind} chat was opened`],
  CommandAccepted: ({ name, by }) => [`/${name} by ${by.id} (${by.role}) was accepted`],
  CommandAnswered: ({ name, durationMs }) => [`/${name} was answered in ${durationMs} ms`],
  CommandRefused: ({ name, by, code, message }) => [`/${name} by ${by.id} was refused: ${message}`, 'warn', code],
  CommandQuarantined: ({ name, cause }) => [`/${name} was set aside: ${cause}`, 'error', 'internal_error'],
  MessageIgnored: ({ reason }) => [`a message was left alone: ${reason}`],
  DialogueAsked: ({ name, asks }) => [`/${name} asked for ${asks}`],
  DialogueAnswered: ({ argument }) => [`${argument} was given`],
  DialogueEnded: ({ reason }) => [`the dialogue ended: ${reason}`],
  ChatReset: ({ by, reason }) => [`the chat was reset by ${by.id}: ${reason}`, 'warn'],
  ChatMigrated: ({ toChatId }) => [`the chat is now ${toChatId}`],
  ReplyRequested: ({ action }) => [`a reply was asked for (${action.type})`],
  FaultInjected: ({ kind, point, by, endsAt }) => [`${by.id} injected ${kind} at ${point} until ${endsAt}`, 'warn'],
  FaultCleared: ({ faultId, by }) => [`${by.id} cleared the fault ${faultId}`],
  FaultEnded: ({ faultId, reason, hits }) => [`the fault ${faultId} ended by its ${reason}, ${hits} calls hit`],
  DependencyLost: ({ cause }) => [`lost: ${cause}`, 'error', 'upstream_unavailable'],
  DependencyRestored: ({ gapMs }) => [`back after ${gapMs} ms`],
  MessageRefused: ({ code, subject, bytes }) => [`a message of ${bytes} bytes on ${subject} was refused`, 'warn', code],
  MessageParked: ({ subject, cause, deliveries }) => [
    `a message on ${subject} was set aside after ${deliveries} deliveries: ${cause}`,
    'error',
    'internal_error',
  ],
  CommandsTakenFromLog: ({ count, oldestMs }) => [
    `${count} commands came from the log, the oldest ${oldestMs} ms old`,
    'warn',
  ],
  ActorParked: ({ stream, cause, until }) => [`${stream} rests until ${until}: ${cause}`, 'error', 'internal_error'],
  ActorRestarted: ({ stream, cause }) => [`${stream} was started again: ${cause}`, 'warn'],
  BreakerOpened: ({ reason, cause, retryAt }) => [
    `not asked until ${retryAt} (${reason}): ${cause}`,
    'error',
    'circuit_open',
  ],
  BreakerHalfOpened: () => ['asked again, one call at a time', 'warn'],
  BreakerClosed: ({ openMs }) => [`asked as usual after ${openMs} ms`],
  BreakerOverridden: ({ mode, until, by }) => [
    `${mode}${until === undefined ? '' : ` until ${until}`}, said by ${by.id}`,
    'warn',
  ],
  BulkheadRejected: ({ count, active, max }) => [
    `${count} calls got no turn: ${active} of ${max} places taken`,
    'warn',
    'bulkhead_full',
  ],
  RetryScheduled: ({ attempt, max, delayMs, cause }) => [`try ${attempt} of ${max} in ${delayMs} ms: ${cause}`, 'warn'],
  RateLimited: ({ limiter, count }) => [`${count} over the limit of ${limiter}`, 'warn', 'rate_limited'],
  FallbackTaken: ({ command, step, cause }) => [`/${command} was answered by a ${step} one: ${cause}`, 'warn'],
  NotAccepted: ({ messages, chats, since }) => [
    `${messages} messages of ${chats} chats were not accepted while the log was away since ${since}`,
    'error',
    'upstream_unavailable',
  ],
  ConcurrencyRetried: ({ count, stream }) => [`decided again ${count} times, last for ${stream}`],
  AppendResolved: ({ count, stream, stored }) => [
    `${count} appends of unknown fate were looked up; the last, to ${stream}, ${stored ? 'counts' : 'does not count'}`,
    'warn',
  ],
  SubscriptionResumed: ({ failures, cause }) => [`the views follow again after ${failures} failures: ${cause}`, 'warn'],
  DnsFailed: ({ name, code, count }) => [`${name} gave no address: ${code}, ${count} times`, 'warn'],
  DnsRecovered: ({ name, gapMs }) => [`${name} has addresses again, after ${Math.round(gapMs / 1000)} s`],
  ResolverChanged: ({ to }) => [`other name servers are asked: ${to.join(', ')}`],
  DnsFamilyPinned: ({ name, family }) => [`${name} is reached over IPv${family} alone for a while`, 'warn'],
  DnsFallbackUsed: ({ name, ageMs }) => [`an address of ${name}, ${Math.round(ageMs / 1000)} s old, stood in`, 'warn'],
  UpdateReceived: ({ updateId, userId, role }) => [`update ${updateId} by tg:${userId} (${role}) was received`],
  StrangerTurnedAway: ({ kind, userId }) => [
    `a stranger was turned away: ${kind} by ${who(userId)}`,
    'warn',
    'unauthorized',
  ],
  UpdateSetAside: ({ kind, reason }) => [`a ${kind} was not acted on: ${reason}`],
  UpdateQuarantined: ({ reason, bytes }) => [
    `an update of ${bytes} bytes was not understood: ${reason}`,
    'error',
    'invalid_request',
  ],
  IdempotentReplay: ({ key }) => [`${key} came again; nothing followed`, 'info', 'duplicate'],
  PollFailed: ({ kind, cause }) => [`polling failed (${kind}): ${cause}`, 'error', 'upstream_unavailable'],
  PollConflict: ({ since }) => [`another program polls with this token since ${since}`, 'error', 'conflict'],
  TelegramAuthLost: ({ since }) => [`Telegram does not take the token since ${since}`, 'error', 'unauthorized'],
  PollRecovered: ({ failures, downMs }) => [`polling is back after ${failures} failures and ${downMs} ms`],
  DeliveryAttempted: ({ action, attempt, part, parts }) => [`${action}, part ${part + 1} of ${parts}, try ${attempt}`],
  Delivered: ({ messageId, durationMs }) => [
    `delivered${messageId === undefined ? '' : ` as message ${messageId}`} in ${durationMs} ms`,
  ],
  DeliveryDelayed: ({ code, attempt, retryAt }) => [
    `try ${attempt} was not delivered, again at ${retryAt}`,
    'warn',
    code,
  ],
  DeliveryOutcomeUnknown: ({ attempt, cause, next }) => [
    `try ${attempt} may have been delivered, then ${next}: ${cause}`,
    'warn',
    'outcome_unknown',
  ],
  DeliveryAbandoned: ({ code, cause }) => [`given up: ${cause}`, isMeant(code) ? 'info' : 'error', code],
  ChatUnreachable: ({ cause }) => [`the chat cannot be reached: ${cause}`, 'error', 'unreachable'],
  DestinationMoved: ({ toChatId }) => [`replies go to ${toChatId} from here on`],
  ProcessStarted: ({ pid, host, previous }) => [
    `started on ${host} as process ${pid}; the run before: ${previous.exit}`,
    previous.exit === 'crash' || previous.exit === 'killed' ? 'warn' : 'info',
  ],
  ProcessReady: ({ startMs, resumed }) => [
    `ready after ${startMs} ms, with ${resumed.commands} commands and ${resumed.chats} chats taken up`,
  ],
  CrashRecorded: ({ instance, hash, message }) => [
    `${instance} had crashed (${hash}): ${message}`,
    'error',
    'internal_error',
  ],
  ServiceObserved: ({ from, slots }) => {
    const bad = slots.replaceAll('g', '').length;
    return [`from ${from} on ${bad} of ${slots.length} slots were bad`, bad === 0 ? 'info' : 'warn'];
  },
  ProcessDraining: ({ signal }) => [`stopping on ${signal}`],
  ProcessStopped: ({ drainMs }) => [`stopped after ${drainMs} ms`],
  BurnAlertRaised: ({ sli, severity, factor, long, burnLong }) => [
    `${severity}: ${sli} burns its budget ${burnLong.toFixed(1)} times too fast over ${long} (limit ${factor})`,
    severity === 'page' ? 'error' : 'warn',
  ],
  BurnAlertCleared: ({ sli, severity, factor, lastedMs }) => [
    `the ${severity} for a burn of ${factor} of ${sli} is over after ${lastedMs} ms`,
  ],
  FreezeChanged: ({ from, to, why }) => [
    `releases: ${from} → ${to}${why.length === 0 ? '' : `, because ${why.join('; ')}`}`,
    to === 'open' ? 'info' : 'warn',
  ],
  GuaranteeBroken: ({ guarantee, detail }) => [`${guarantee}: ${detail}`, 'error', 'internal_error'],
  PersonForgotten: ({ userId, by }) => [`tg:${userId} was forgotten by ${by.id}`, 'warn'],
  CheckpointSigned: ({ count, hash }) => [`the chain of ${count} events was signed: ${hash.slice(0, 16)}`],
  ChainVerified: ({ count, anchors, tookMs }) => [
    `the chain of ${count} events is whole, by ${anchors} anchors, in ${tookMs} ms`,
  ],
  ChainBroken: ({ kind, detail }) => [`the audit chain is broken (${kind}): ${detail}`, 'error', 'internal_error'],
  ChainAccepted: ({ reason }) => [`anchors begin anew: ${reason}`, 'warn'],
  GuaranteeMended: ({ guarantee, reason }) => [`${guarantee} is mended: ${reason}`],
};

/** What is shown later anyway, or is no longer worth showing, is no failure. */
const isMeant = (code: string) => code === 'superseded' || code === 'gone';
const who = (userId: number | undefined) => (userId === undefined ? 'nobody known' : `tg:${userId}`);

/** Total: an event that has no words of its own is named by its type. */
export function wordsFor({ type, data }: Fact): Words {
  const speak = (speaker as Record<string, ((data: unknown) => Said) | undefined>)[type];
  const [text, level = 'info', code = null] = speak === undefined ? [plain(type)] : speak({ type, ...data });
  return { level, code, text: text.slice(0, 200) };
}

/** `JobQueued` → `job queued`. */
function plain(type: string): string {
  return type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

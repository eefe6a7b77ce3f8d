import { alertEvents } from '../../domain/alert/events.ts';
import { refusalCodes } from '../../domain/refusal.ts';
import { renderEvents } from '../../domain/render/events.ts';
import { eventSchemas } from '../../domain/upcast.ts';
import { faultKinds } from './faults.ts';
import type { RunResult } from './simulate.ts';

/** What the simulated parts cannot lead to, and why. */
const elsewhere: Record<string, string> = {
  ActorParked: 'only a bug of the program parks an actor: seeing one is a violation',
  ActorRestarted: 'only a bug of the program restarts an actor: seeing one is a violation',
  CommandQuarantined: 'only a bug of the program sets a command aside: seeing one is a violation',
  BurnAlertCleared: 'takes longer to go out than a run lasts',
  ChainBroken: 'nobody tampers here: seeing one is a violation',
  ChainAccepted: 'nothing was broken',
  PersonForgotten: 'nobody asks for it here; test/ops/forget.test.ts does',
  GuaranteeBroken: 'a broken promise of the program: seeing one is a violation',
  GuaranteeMended: 'nothing was broken',
  'refused:internal_error': 'a bug of the program: seeing one is a violation',
  'refused:invalid_json': 'of doors other than Telegram: bus adapter, HTTP',
  'refused:payload_too_large': 'a text of over 4096 characters, which Telegram does not carry',
  'refused:unauthorized': 'strangers get silence',
  RateLimited: 'so much is never asked for at once',
  PollConflict: 'no conflict lasts a minute',
  TelegramAuthLost: 'no token is lost for a minute',
  BreakerOverridden: 'nobody in the simulation overrides a breaker',
  BulkheadRejected: 'so much is never asked for at once',
  RetryScheduled: 'nothing that is guarded here is retried by the kit: outbox, poller and log have their own rule',
  'refused:bulkhead_full': 'told to the sender alone, never recorded',
  'refused:mailbox_full': 'told to the sender alone, never recorded',
  'refused:duplicate': 'no command is refused for being a duplicate: it gets the first answer again',
  'refused:not_ready': 'told to a worker that claims too early, never recorded',
  'refused:misconfigured': 'the simulated configuration answers every command',
  ...Object.fromEntries(
    ['FaultInjected', 'FaultCleared', 'FaultEnded', 'FlagSet'].map(type => [
      type,
      'nobody injects faults or sets flags from outside here: the world brings its own',
    ]),
  ),
  ...Object.fromEntries(
    ['DnsFailed', 'DnsRecovered', 'ResolverChanged', 'DnsFamilyPinned', 'DnsFallbackUsed'].map(type => [
      type,
      'no name has to be found here: names have virtual time of their own in test/actors/names.test.ts',
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(renderEvents).map(type => [
      type,
      'nothing draws here: charts are drawn by processes, in their own tests',
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(alertEvents).map(type => [
      type,
      'no machine is sampled here: alerts run on samples, in their own tests',
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(refusalCodes)
      .filter(code => code.startsWith('GRAPH_'))
      .map(code => [`refused:${code}`, 'nothing draws here: charts are drawn by processes, in their own tests']),
  ),
};

/** Of the jobs that were approved and resumed, so many succeed at least, in all the trouble. */
const succeedAtLeast = 0.6;

/** Why too few of the resumed jobs succeeded; nothing when enough did. */
export function tooFewSucceed(seen: Seen): string | undefined {
  const resumed = seen['resumed jobs'] ?? 0;
  const succeeded = seen['resumed jobs that succeeded'] ?? 0;
  return succeeded < succeedAtLeast * resumed || resumed === 0
    ? `${succeeded} of ${resumed} resumed jobs succeeded, under ${succeedAtLeast * 100} %`
    : undefined;
}

/** Everything that must be seen once over all runs. */
export function wanted(): string[] {
  const codes = Object.keys(refusalCodes).map(code => `refused:${code}`);
  return [...Object.keys(faultKinds), ...Object.keys(eventSchemas), ...codes].filter(name => !(name in elsewhere));
}

/** How often everything was seen. */
export type Seen = Record<string, number>;

export function addTo(seen: Seen, { struck, seen: events }: Pick<RunResult, 'struck' | 'seen'>): void {
  for (const occasion of struck) {
    const kind = occasion.split('#')[0]!;
    seen[kind] = (seen[kind] ?? 0) + 1;
  }
  for (const [name, count] of Object.entries(events)) seen[name] = (seen[name] ?? 0) + count;
}

export const missing = (seen: Seen): string[] => wanted().filter(name => !(name in seen));

import { refusalCodes } from '../../domain/refusal.ts';
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
  GuaranteeBroken: 'a broken promise of the program: seeing one is a violation',
  GuaranteeMended: 'nothing was broken',
  'refused:internal_error': 'a bug of the program: seeing one is a violation',
  'refused:invalid_json': 'of doors other than Telegram: bus adapter, HTTP',
  'refused:payload_too_large': 'a text of over 4096 characters, which Telegram does not carry',
  'refused:unauthorized': 'strangers get silence',
  'refused:queue_saturated': 'no queue of work before there are jobs',
  'refused:service_degraded': 'no command that is heavy or changes something is sent here',
  RateLimited: 'so much is never asked for at once',
  PollConflict: 'no conflict lasts a minute',
  TelegramAuthLost: 'no token is lost for a minute',
  BreakerOverridden: 'nobody in the simulation overrides a breaker',
  BulkheadRejected: 'so much is never asked for at once',
  RetryScheduled: 'nothing that is guarded here is retried by the kit: outbox, poller and log have their own rule',
  'refused:bulkhead_full': 'told to the sender alone, never recorded',
  'refused:mailbox_full': 'told to the sender alone, never recorded',
  'refused:duplicate': 'no command is refused for being a duplicate before there are jobs',
  'refused:illegal_transition': 'no job, no transition',
  'refused:misconfigured': 'the simulated configuration answers every command',
};

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

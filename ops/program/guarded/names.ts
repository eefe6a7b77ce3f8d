import { NameError, type NameNote, type NameServers } from '../../../actors/name-ports.ts';
import { type Names, type NamesPolicy, names } from '../../../actors/names.ts';
import type { Clock, Log, Random, Timers } from '../../../actors/ports.ts';
import type { Verdict } from '../../../actors/resilience/breaker-policy.ts';
import type { Recorder } from '../../../actors/resilience/recorder.ts';
import type { Resilience } from '../../../actors/resilience/resilience.ts';

/** What finds addresses, where a name has to be found at all. */
export interface NamesSide {
  servers: NameServers;
  /** The name everything hangs on. */
  watched: string;
  /** From then on sockets are told addresses; until then they wait. */
  use(names: Names): void;
}

/** Names behind the guard of the name servers, watched from the beginning; what changes is recorded. */
export function guardedNames(
  { servers, watched, use }: NamesSide,
  policy: NamesPolicy,
  kit: Pick<Resilience, 'guard'>,
  { records, ...means }: { records: Pick<Recorder, 'note'>; clock: Clock; timers: Timers; random: Random; log: Log },
): Names {
  const guard = kit.guard('dns', {
    judge: verdictOn,
    retryable: error => (error instanceof NameError && error.again ? { kind: 'network' } : undefined),
  });
  const found = names(policy, {
    ...{ ...means, servers, guard },
    tell(note) {
      const { type, ...data } = note;
      records.note('dependency-dns', orders[type], data);
      means.log.info({ ...note }, 'names: something has changed');
    },
  });
  use(found);
  found.watch(watched);
  return found;
}

const orders: Record<NameNote['type'], string> = {
  failed: 'NoteDnsFailed',
  recovered: 'NoteDnsRecovered',
  servers: 'NoteResolverChanged',
  pinned: 'NoteDnsFamilyPinned',
  fallback: 'NoteDnsFallbackUsed',
};

/** A server that says there is no such name has answered. */
function verdictOn(error: unknown): Verdict {
  return error instanceof NameError && error.isAnswer ? 'success' : 'failure';
}

import type { Host, ReadingOptions } from '../../../actors/answers/host-ports.ts';
import type { Verdict } from '../../../actors/resilience/breaker-policy.ts';
import type { Guard } from '../../../actors/resilience/guard.ts';
import type { Resilience } from '../../../actors/resilience/resilience.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { hostReadings } from '../policies.ts';

/** The readings of this machine, each behind a breaker of its own and all in one pool. */
export function guardedHost(host: Host, kit: Pick<Resilience, 'guard'>): Host {
  const readings = hostReadings.map(name => {
    const guard = kit.guard(`host-${name}`, { judge: verdictOn });
    return [name, guarded(guard, options => host[name](options))];
  });
  return { ...host, name: () => host.name(), ...Object.fromEntries(readings) };
}

function guarded(guard: Guard, read: (options: ReadingOptions) => Promise<unknown>) {
  return ({ signal, ...options }: ReadingOptions) => guard.run(given => read({ ...options, signal: given }), signal);
}

/** A machine that says what it does not have has answered; who called it off says nothing of it. */
function verdictOn(error: unknown): Verdict {
  if (!(error instanceof Refusal)) return 'failure';
  return ['upstream_unavailable', 'deadline_exceeded'].includes(error.code) ? 'failure' : 'success';
}

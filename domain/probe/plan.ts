import { canonical } from '../fold.ts';
import { sha256 } from '../ids.ts';
import type { JobLimits, JobSpec } from '../job/work.ts';
import type { JsonObject } from '../message.ts';
import { formatDuration } from '../units.ts';
import { type ProbeKind, type ProbeTarget, probeTarget, targetText } from './target.ts';

const says: Record<ProbeKind, string> = {
  http: 'Fetches it once and follows redirects; tells status, times and certificate.',
  dns: 'Asks the name servers of this machine.',
  tls: 'Shakes hands; tells protocol, certificates and their expiry.',
  tcp: 'Connects and hangs up.',
};

/**
 * The job of one look at a target: light, of low risk, harmless to do twice.
 * @throws {Refusal} `invalid_request` with an example of what is allowed.
 */
export function planProbe(kind: ProbeKind, text: string, limits: JobLimits): JobSpec {
  const target: ProbeTarget = probeTarget(kind, text);
  const shown = targetText(target);
  const work = { ...target } as unknown as JsonObject;
  const plan: JobSpec['plan'] = [
    ['Looks at', `${kind} ${shown}`],
    ['How', says[kind]],
    ['At most', formatDuration(limits.timeoutMs)],
  ];
  const title = `${kind} ${shown}`;
  return {
    class: 'probe',
    name: kind,
    route: 'light',
    risk: 'low',
    title: title.length > 200 ? `${title.slice(0, 199)}…` : title,
    work,
    plan,
    planHash: sha256(canonical({ class: 'probe', name: kind, work, plan })),
    gates: [],
    idempotent: true,
    rollback: 'Nothing to undo: it only looks.',
    limits,
  };
}

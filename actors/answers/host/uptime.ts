import { formatDuration, formatInstant } from '../../../domain/units.ts';
import type { SystemReading } from '../host-ports.ts';
import type { HostAnswer } from './host-answer.ts';
import { factRows, headline, loadWords, missing } from './wording.ts';

/** A machine that started this recently may still be on its way up. */
const freshMs = 10 * 60_000;

/** How long the machine is up, and since when on the chat's clock. */
export const uptimeAnswer: HostAnswer = async (host, { signal, timeZone }) => {
  const system = await host.system({ signal });
  const upMs = system.uptimeSeconds * 1000;
  const [mark, verdict] =
    upMs < freshMs
      ? (['attention', `Started ${formatDuration(upMs)} ago`] as const)
      : (['well', `Up ${formatDuration(upMs)}`] as const);
  return {
    blocks: [
      ...headline('Uptime', host.name(), mark, verdict),
      factRows(
        ['since', formatInstant(system.bootedAt, timeZone)],
        ['load', loadWords(system.load)],
        ['logged in', system.sessions && sessionsWords(system.sessions)],
        ['system', systemWords(system)],
      ),
      ...missing(system.gaps),
    ],
  };
};

/** `Debian GNU/Linux 12, kernel 6.1.0 (x64), KVM` */
export function systemWords({ os, kernel, architecture, virtualisation }: SystemReading): string {
  const parts = [os, kernel ? `kernel ${kernel} (${architecture})` : architecture, virtualisation];
  return parts.filter(Boolean).join(', ');
}

function sessionsWords(sessions: NonNullable<SystemReading['sessions']>): string {
  if (sessions.length === 0) return 'nobody';
  return sessions
    .map(({ user, terminal, from }) => [user, terminal, from && `from ${from}`].filter(Boolean).join(' '))
    .join('; ');
}

import { bold, heading, paragraph, type Reply, type Span, says } from '../../../domain/chat/reply.ts';
import type { Answer } from '../answer.ts';
import type { Vital, Vitals } from '../vitals-ports.ts';

const marks = { ok: '●', degraded: '◐', down: '○' } as const;

/** Each part with its last proof; what is wrong comes first, with what to do. */
export function healthAnswer(vitals: Vitals): Answer {
  return async (): Promise<Reply> => {
    const parts = await vitals.vitals();
    const sick = parts.filter(({ state }) => state !== 'ok');
    const verdict = sick.length === 0 ? 'All parts answer.' : `${sick.length} of ${parts.length} parts are in trouble.`;
    const items = [...sick, ...parts.filter(part => !sick.includes(part))].map(line);
    return {
      ...says(heading('Health'), paragraph(bold(verdict)), { type: 'list', items }),
      buttons: [
        [
          { label: '↻ Refresh', data: 'v1:run:health' },
          { label: 'Status', data: 'v1:run:status' },
        ],
      ],
    };
  };
}

function line({ name, state, proof, why }: Vital): Span[] {
  return [`${marks[state]} `, bold(name), ` ${state} – ${proof}`, ...(why === undefined ? [] : [`. ${why}`])];
}

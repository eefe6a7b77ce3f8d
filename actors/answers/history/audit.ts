import { bold, heading, mono, paragraph, type Reply, type Span, says } from '../../../domain/chat/reply.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { AnswerQueries, AuditedEntry } from '../query-ports.ts';
import { clockTime } from '../times.ts';

/** Who did what and what was refused, newest first. */
export function auditAnswer(queries: Pick<AnswerQueries, 'audit'>): Answer {
  return async ({ args, timeZone }): Promise<Reply> => {
    const options = {
      ...(typeof args.limit === 'number' ? { limit: args.limit } : {}),
      ...(typeof args.actor === 'string' ? { actor: args.actor } : {}),
    };
    const { entries, asOf } = await queries.audit(options);
    const whose = options.actor === undefined ? '' : ` of ${options.actor}`;
    if (entries.length === 0) return says(heading('Audit'), paragraph(`Nothing is recorded${whose}.`), asOfLine(asOf));
    const items = entries.map(entry => line(entry, timeZone));
    return says(heading(`Audit${whose}`), { type: 'list', items }, asOfLine(asOf));
  };
}

function line({ at, actor, role, action, target, result, correlationId }: AuditedEntry, timeZone: string): Span[] {
  const whom = target === '' ? '' : ` → ${target}`;
  return [`${clockTime(at, timeZone)} `, bold(actor), ` (${role}) ${action}${whom}: ${result} · `, mono(correlationId)];
}

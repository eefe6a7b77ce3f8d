import { bold, heading, mono, paragraph, type Reply, type Span, says } from '../../../domain/chat/reply.ts';
import { formatCount } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { AnswerQueries, AuditChain, AuditedEntry } from '../query-ports.ts';
import { clockTime } from '../times.ts';

/** Who did what and what was refused, newest first. */
export function auditAnswer(queries: Pick<AnswerQueries, 'audit' | 'auditChain'>): Answer {
  return async ({ args, timeZone }): Promise<Reply> => {
    const options = {
      ...(typeof args.limit === 'number' ? { limit: args.limit } : {}),
      ...(typeof args.actor === 'string' ? { actor: args.actor } : {}),
    };
    const [{ entries, asOf }, chain] = await Promise.all([queries.audit(options), queries.auditChain()]);
    const state = paragraph(...chainLine(chain, timeZone));
    const whose = options.actor === undefined ? '' : ` of ${options.actor}`;
    if (entries.length === 0)
      return says(heading('Audit'), paragraph(`Nothing is recorded${whose}.`), state, asOfLine(asOf));
    const items = entries.map(entry => line(entry, timeZone));
    return says(heading(`Audit${whose}`), { type: 'list', items }, state, asOfLine(asOf));
  };
}

/** Whether what is shown is what was recorded, and how that is known. */
function chainLine({ count, hash, verified, broken, checkpoint }: AuditChain, timeZone: string): Span[] {
  const chained: Span[] = [`${formatCount(count)} events are chained up to `, mono(hash.slice(0, 12))];
  if (broken !== null)
    return [bold('The chain is broken: '), `${broken.detail} (${clockTime(broken.at, timeZone, true)}). `, ...chained];
  const seen = verified === null ? 'not verified yet' : `verified ${clockTime(verified.at, timeZone, true)}`;
  const signed = checkpoint === null ? 'not signed yet' : `signed ${clockTime(checkpoint.signedAt, timeZone, true)}`;
  return [...chained, `, ${seen}, ${signed}.`];
}

function line({ at, actor, role, action, target, result, correlationId }: AuditedEntry, timeZone: string): Span[] {
  const whom = target === '' ? '' : ` → ${target}`;
  return [`${clockTime(at, timeZone)} `, bold(actor), ` (${role}) ${action}${whom}: ${result} · `, mono(correlationId)];
}

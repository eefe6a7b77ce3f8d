import { genesis, type Link } from '../domain/audit/chain.ts';
import type { AuditEvent } from '../domain/audit/events.ts';
import type { Instant } from '../domain/message.ts';
import { chainHeadTable, linksTable, saidTable } from './audit-chain.projection.ts';
import { limitOf } from './bounds.ts';
import type { Snapshot } from './ports.ts';

type Said<Type extends AuditEvent['type']> = Omit<Extract<AuditEvent, { type: Type }>, 'type'>;

export interface ChainReport extends Link {
  /** When the last event in it was recorded; none of an empty log. */
  recordedAt: Instant | null;
  /** Every hundredth link after `since`, oldest first, at most 1000. */
  links: (Link & { recordedAt: Instant })[];
  checkpoint: Said<'CheckpointSigned'> | null;
  verified: Said<'ChainVerified'> | null;
  /** Since it was last found whole; none when it is. */
  broken: Said<'ChainBroken'> | null;
  accepted: Said<'ChainAccepted'> | null;
}

/** `since`: a count of events; links after it are given. Default: none are. */
export function chainReport(snapshot: Snapshot, { since, limit }: { since?: number; limit?: number }): ChainReport {
  const head = chainHead(snapshot);
  const said = new Map(snapshot.select('audit-chain', saidTable, { limit: 10 }).map(row => [row.type, row]));
  const fact = <Type extends AuditEvent['type']>(type: Type): Said<Type> | null => {
    const row = said.get(type);
    return row === undefined ? null : (JSON.parse(row.data) as Said<Type>);
  };
  const [broken, verified, accepted] = [fact('ChainBroken'), fact('ChainVerified'), fact('ChainAccepted')];
  const whole = [verified?.at, accepted?.at].some(at => at !== undefined && broken !== null && at > broken.at);
  return {
    ...(head ?? { ...genesis, recordedAt: null }),
    links: since === undefined ? [] : linksAfter(snapshot, since, limitOf(limit, 1000, 1000)),
    checkpoint: fact('CheckpointSigned'),
    verified,
    broken: whole ? null : broken,
    accepted,
  };
}

/** The chain as far as this view has come; none when it holds nothing. */
export function chainHead(snapshot: Snapshot): (Link & { recordedAt: Instant }) | undefined {
  const [row] = snapshot.select('audit-chain', chainHeadTable, { limit: 1 });
  if (row === undefined) return undefined;
  const { count, position, hash, recordedAt } = row;
  return { count, position, hash, recordedAt };
}

function linksAfter(snapshot: Snapshot, since: number, limit: number) {
  return snapshot.select('audit-chain', linksTable, { where: [['count', '>', since]], order: ['count'], limit });
}

import { type Block, paragraph } from '../../domain/chat/reply.ts';
import { formatDuration } from '../../domain/units.ts';
import type { AsOf } from './query-ports.ts';

/** The last line of everything that comes from a read model: how old it is, and why if that is not well. */
export function asOfLine({ position, lagEvents, lagMs, degraded }: AsOf): Block {
  const place = position === null ? 'an empty log' : `event ${position}`;
  const behind = lagEvents === 0 ? '' : `, ${lagEvents} behind (${formatDuration(lagMs)})`;
  const trouble = degraded === undefined ? '' : ` – this view rests: ${degraded.slice(0, 120)}`;
  return paragraph({ text: `as of ${place}${behind}${trouble}`, style: 'italic' });
}

import { facts, heading, type Reply, says } from '../../../domain/chat/reply.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { formatQuantity } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { AnswerQueries } from '../query-ports.ts';
import { clockTime } from '../times.ts';

/** Whether a message came more than once. A repeat is noted, and nothing else follows from it. */
export function idemAnswer(queries: Pick<AnswerQueries, 'idempotency'>): Answer {
  return async ({ args, timeZone }): Promise<Reply> => {
    const key = String(args.key);
    const { firstSeenAt, stream, replays, lastReplayAt, conflicts, asOf } = await queries.idempotency(key);
    if (firstSeenAt === null)
      throw new Refusal('not_found', `${key} was never seen, or so long ago that it is no longer held.`);
    return says(
      heading(`Repeats of ${key}`),
      facts(
        ['first seen', clockTime(firstSeenAt, timeZone, true)],
        ['taken into', stream ?? '–'],
        [
          'came again',
          replays === 0
            ? 'never'
            : `${formatQuantity(replays, 'time')}, last ${clockTime(lastReplayAt!, timeZone, true)}`,
        ],
        ['conflicts', String(conflicts)],
      ),
      asOfLine(asOf),
    );
  };
}

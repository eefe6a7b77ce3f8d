import type { Aggregate } from '../../../domain/aggregate.ts';
import { code, facts, heading, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { EventStore } from '../../ports.ts';
import { differences, type ReplayStep, replay, replayPoint } from '../../replay.ts';
import type { Answer } from '../answer.ts';
import { clockTime } from '../times.ts';

const contextMax = 2_000;

/** The state of a stream as it was, folded from the log while you wait: nothing is read from a view. */
export function replayAnswer(store: Pick<EventStore, 'readStream'>, kinds: Record<string, Aggregate>): Answer {
  return async ({ args, timeZone, signal }): Promise<Reply> => {
    const stream = String(args.stream) as StreamName;
    const until = args.at === undefined ? undefined : replayPoint(String(args.at));
    const { before, last } = await lastTwo(replay(stream, store, kinds, until), signal);
    const { revision, type, at, correlationId, actor, hash, state, unread } = last;
    const changed = differences(before?.state, state, 12);
    const context = JSON.stringify(state.context, null, 1);
    return {
      ...says(
        heading(`${stream} at revision ${revision}`),
        facts(
          ['state', typeof state.value === 'string' ? state.value : JSON.stringify(state.value)],
          ['by', `${type} of ${actor}`],
          ['at', clockTime(at, timeZone, true)],
          ['chain', correlationId],
          ['hash', hash.slice(0, 16)],
        ),
        ...(unread === undefined ? [] : [paragraph(`Not folded: ${unread}`)]),
        paragraph(changed.length === 0 ? 'The last event changed nothing.' : 'The last event changed:'),
        ...(changed.length === 0 ? [] : [code(changed.join('\n'))]),
        ...(context.length <= contextMax ? [code(context)] : []),
      ),
      ...(context.length <= contextMax
        ? {}
        : { file: { name: `${stream}-${revision}.json`, mime: 'application/json', text: context.slice(0, 200_000) } }),
    };
  };
}

async function lastTwo(steps: AsyncIterable<ReplayStep>, signal: AbortSignal) {
  let before: ReplayStep | undefined;
  let last: ReplayStep | undefined;
  for await (const step of steps) {
    signal.throwIfAborted();
    [before, last] = [last, step];
  }
  return { before, last: last! };
}

import type { Answer } from '../../actors/answers/answer.ts';
import { everyAnswer } from '../../actors/answers/every-answer.ts';
import type { AnswerQueries } from '../../actors/answers/query-ports.ts';
import type { Vitals } from '../../actors/answers/vitals-ports.ts';
import type { EventStore } from '../../actors/ports.ts';
import { anyHost } from '../../adapters/host/any-host.ts';
import { foldable } from '../../domain/aggregates.ts';

/** The answers of this process: from its own machine, its own signs of life, its views and its log. */
export function answersOf(sources: {
  store: Pick<EventStore, 'readStream'>;
  queries: AnswerQueries;
  vitals: Vitals;
}): Record<string, Answer> {
  return everyAnswer({ ...sources, host: anyHost(), kinds: foldable() });
}

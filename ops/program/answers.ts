import { type AnswerSources, everyAnswer } from '../../actors/answers/every-answer.ts';
import { foldable } from '../../domain/aggregates.ts';

/** The answers of this process: from its own machine, its own signs of life, its views and its log. */
export function answersOf(sources: Omit<AnswerSources, 'kinds'>): ReturnType<typeof everyAnswer> {
  return everyAnswer({ ...sources, kinds: foldable() });
}

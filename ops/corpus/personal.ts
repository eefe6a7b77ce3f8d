import type { PersonalEvent } from '../../domain/personal/events.ts';
import { ada, at, type Samples } from './sample.ts';

export const personalSamples: Samples<PersonalEvent> = {
  stream: 'person-1003',
  data: { PersonForgotten: { userId: 1003, by: ada, at } },
};

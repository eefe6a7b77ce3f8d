import { renderEvents } from './events.ts';

/** What a renderer says of its attempt; the job adds which attempt it is. */

const filledIn = { attempt: true, at: true } as const;

export const renderCommands = {
  BeginRender: renderEvents.RenderAttempted.omit(filledIn),
  FailRender: renderEvents.RenderFailed.omit(filledIn),
  EndRender: renderEvents.RenderSucceeded.omit(filledIn),
};

import { z } from 'zod';
import { at, count, digits, text } from './forms.ts';

const event = {
  ...{ position: digits, stream: z.string(), revision: digits, id: z.string(), type: z.string(), at },
  ...{ actor: z.string(), role: z.string(), correlationId: z.string(), causationId: z.string() },
  ...{ level: z.enum(['info', 'warn', 'error']), code: text, text: z.string() },
};

export const pastEvent = z.object(event).meta({ id: 'PastEvent', description: 'An event as the log holds it.' });

export const pastStep = z
  .object({
    ...event,
    data: z.unknown().describe('what the event says'),
    state: z.object({ value: z.unknown(), context: z.unknown() }).describe('of the stream, after the event'),
    hash: z.string(),
    changed: z.array(z.string()).describe('what differs from the state before'),
    unread: text,
  })
  .meta({ id: 'PastStep', description: 'An event, the state after it, and what that changed.' });

const incidentEvent = z
  .object({ ...event, cause: count.nullable().describe('place in the list of the event it followed from') })
  .meta({ id: 'IncidentEvent' });

export const incident = z.object({
  ...{ from: at, to: at, events: z.array(incidentEvent), cut: z.boolean() },
  streams: z.array(z.object({ stream: z.string(), events: count, warnings: count, errors: count })),
  codes: z.array(z.object({ code: z.string(), count })),
  standOut: z.array(incidentEvent),
});

export const namedForms = [pastEvent, pastStep, incidentEvent];

export const sloHistory = {
  ...{ sli: z.string(), window: z.string(), objective: count, stepMs: count },
  points: z.array(
    z.object({
      ...{ at, good: count, bad: count, p50: count.nullable(), p95: count.nullable(), remaining: count.nullable() },
    }),
  ),
};

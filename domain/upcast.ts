import type { z } from 'zod';
import { alertEvents } from './alert/events.ts';
import { auditEvents } from './audit/events.ts';
import { chatEvents } from './chat/events.ts';
import { dependencyEvents } from './dependency/events.ts';
import { faultEvents } from './fault/events.ts';
import { gatewayEvents } from './gateway/events.ts';
import { jobEvents } from './job/events.ts';
import { type JsonObject, metadata, type RecordedEvent } from './message.ts';
import { outboxEvents } from './outbox/events.ts';
import { personalEvents } from './personal/events.ts';
import { processEvents } from './process/events.ts';
import { scheduleEvents } from './schedule/events.ts';
import { settingsEvents } from './settings/events.ts';
import { sloEvents } from './slo/events.ts';

/**
 * The door of the log: what is written is checked against today's shapes, what is read is raised to them.
 */

/** Every event type there is. Types are unique across aggregates. */
export const eventSchemas: Record<string, z.ZodType> = {
  ...auditEvents,
  ...alertEvents,
  ...chatEvents,
  ...dependencyEvents,
  ...faultEvents,
  ...gatewayEvents,
  ...jobEvents,
  ...outboxEvents,
  ...personalEvents,
  ...processEvents,
  ...scheduleEvents,
  ...settingsEvents,
  ...sloEvents,
};

/**
 * From version n (the index + 1) to n + 1, one pure step each, for ever. A type without an entry has only
 * ever had version 1.
 */
const steps: Record<string, ((data: JsonObject) => JsonObject)[]> = {
  // 2: `revise`, and `quote` of `send`.
  ReplyRequested: [same],
  // 2: `flags`.
  CommandAnswered: [same],
  // 2: `revised`.
  Delivered: [same],
  // 2: the code `gone`.
  DeliveryAbandoned: [same],
  // 2: the code `unauthorized`.
  MessageRefused: [same],
};

/** The newer version can say more; what the older one says it says too. */
function same(data: JsonObject): JsonObject {
  return data;
}

/** The version that is written today. */
export function schemaVersion(type: string): number {
  return (steps[type]?.length ?? 0) + 1;
}

/** A fact as machines and projections take it. */
export type Fact = RecordedEvent & { data: JsonObject };

/** `recorded`: the event as the log holds it, in the shape it was written in. */
export type Decoded =
  | { known: true; event: Fact; recorded: RecordedEvent }
  | { known: false; event: RecordedEvent; recorded: RecordedEvent; why: string };

/**
 * Raises a recorded event to today's shape and checks it. Never throws: an event that a newer program
 * wrote, or that is damaged, comes back as not known, with the reason.
 */
export function decode(event: RecordedEvent): Decoded {
  const unknown = (why: string): Decoded => ({
    known: false,
    event,
    recorded: event,
    why: `${event.type} in ${event.stream}: ${why}`,
  });
  const schema = eventSchemas[event.type];
  if (schema === undefined) return unknown('no such event type here');
  const meta = metadata.safeParse(event.metadata);
  if (!meta.success) return unknown('its metadata is not readable');
  const version = meta.data.schema;
  if (version > schemaVersion(event.type)) return unknown(`version ${version} is newer than this program`);
  const raised = (steps[event.type] ?? []).slice(version - 1).reduce((data, step) => step(data), event.data);
  const data = schema.safeParse(raised);
  if (!data.success)
    return unknown(data.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  return { known: true, event: { ...event, data: data.data as JsonObject }, recorded: event };
}

/**
 * As `decode`, of an event that this very process has written: it was checked at the other door, so it is taken as it
 * is. For whoever knows that nobody else can have written it.
 */
export function asWritten(event: RecordedEvent): Decoded {
  const isToday = event.type in eventSchemas && event.metadata.schema === schemaVersion(event.type);
  return isToday ? { known: true, event, recorded: event } : decode(event);
}

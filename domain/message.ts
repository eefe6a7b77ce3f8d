import { z } from 'zod';
import { type StreamName, streamName } from './ids.ts';

/** The envelope of everything that is recorded or asked for. */

/** viewer < operator < approver < admin, checked on user and chat together; `system` is the program itself. */
export const role = z.enum(['viewer', 'operator', 'approver', 'admin', 'system']);
export type Role = z.infer<typeof role>;

/** An instant: ISO 8601, UTC, milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof instant>;

/** Who asked: `tg:<userId>`, `cli:<user>`, `system:<part>`. */
export const agent = z.object({ id: z.string().min(1).max(80), role });
export type Agent = z.infer<typeof agent>;

/** `tg-<update_id>`, `cli-<uuid>`, `nats-<msg-id>`, `system-<what>`: the id of the first message of a chain. */
const correlationId = z.string().min(1).max(120);

/** What stands beside the data of every event. */
export const metadata = z.object({
  /** The first message's id, copied along. */
  correlationId,
  /** The direct parent: the id of the command or the event that led here. */
  causationId: z.string().min(1).max(160),
  actor: agent,
  /** Version of the event's shape, from 1; see `upcast.ts`. */
  schema: z.int().min(1),
  /** The program that wrote it: its version, and a hash of its configuration (12 hex digits). */
  build: z.string().max(80),
  config: z.string().max(16),
  traffic: z.enum(['real', 'synthetic']),
  /** W3C trace context, when the first message came with one. */
  traceparent: z.string().max(80).optional(),
});
export type Metadata = z.infer<typeof metadata>;

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** An event before it is recorded: its id is derived from the command, so a repeat is the same event. */
export interface NewEvent {
  id: string;
  type: string;
  data: JsonObject;
  metadata: Metadata;
}

/** An event as the log holds it, not yet checked or raised to today's shape (see `upcast.ts`). */
export interface RecordedEvent extends NewEvent {
  stream: StreamName;
  /** Place in the stream, from 0, without gaps. */
  revision: bigint;
  /** Place in the whole log; rising, not contiguous on every engine: compare, never count. */
  position: bigint;
  recordedAt: Instant;
}

/** An order to one stream. `id` is what makes a repeat harmless. */
export const command = z.object({
  id: z.string().min(1).max(160),
  stream: streamName,
  type: z.string().min(1).max(60),
  data: z.record(z.string(), z.unknown()),
  correlationId,
  causationId: z.string().min(1).max(160),
  actor: agent,
  traffic: z.enum(['real', 'synthetic']).default('real'),
  traceparent: z.string().max(80).optional(),
});
export type Command = z.infer<typeof command>;

/** The union of messages described by a map of schemas: `{ type: 'JobQueued', …fields }`. */
export type MessageOf<Schemas extends Record<string, z.ZodType>> = {
  [Type in keyof Schemas & string]: { type: Type } & z.infer<Schemas[Type]>;
}[keyof Schemas & string];

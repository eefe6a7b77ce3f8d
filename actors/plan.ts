import type { AnyMachineSnapshot } from 'xstate';
import type { Aggregate, Given } from '../domain/aggregate.ts';
import { eventId, type StreamName } from '../domain/ids.ts';
import type { Command, Instant, JsonObject, Metadata, NewEvent } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import { traceparentOf } from '../domain/trace-context.ts';
import { eventSchemas, schemaVersion } from '../domain/upcast.ts';

/** Plan: from an order and a state to the events that would be recorded. Nothing is written here. */

/** What the program says of itself in every event. */
export interface Writer {
  build: string;
  config: string;
}

/**
 * The order with its data in today's shape.
 * @throws {Refusal} `invalid_request`, naming the field: no order is believed, wherever it came from.
 */
export function checkedOrder(aggregate: Aggregate, command: Command, at: Instant): Given & { type: string } {
  const schema = aggregate.commands[command.type];
  if (schema === undefined) throw new Refusal('invalid_request', `${aggregate.category} takes no ${command.type}.`);
  const data = schema.safeParse(command.data);
  if (!data.success) throw new Refusal('invalid_request', `${command.type}: ${firstIssue(data.error)}.`);
  const { id, type, actor: by, correlationId } = command;
  return { ...(data.data as object), type, id, at, by, correlationId };
}

/** The events of one decision, with ids that a repeat of the order gives again. */
export function plan(
  aggregate: Aggregate,
  command: Command,
  state: AnyMachineSnapshot,
  at: Instant,
  writer: Writer,
): NewEvent[] {
  const order = checkedOrder(aggregate, command, at);
  return envelop(aggregate, decided(aggregate, order, state), command, writer);
}

function decided(aggregate: Aggregate, order: Given & { type: string }, state: AnyMachineSnapshot): { type: string }[] {
  try {
    return aggregate.decide(order, state);
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || aggregate.refuse === undefined) throw refusal;
    return aggregate.refuse(order, refusal, state);
  }
}

/** Facts as events: ids, metadata, and the door's check that each has today's shape. */
export function envelop(aggregate: Aggregate, facts: { type: string }[], command: Command, writer: Writer): NewEvent[] {
  return facts.map(({ type, ...data }, index) => ({
    id: eventId(command.stream as StreamName, command.id, type, index),
    type,
    data: checkedFact(type, data),
    metadata: traced({ ...metadataOf(type, command, writer), ...aggregate.attribute?.(facts[index]!) }, command),
  }));
}

/** A fact that does not fit its own schema is a bug of the decision, and never reaches the log. */
function checkedFact(type: string, data: object): JsonObject {
  const parsed = eventSchemas[type]!.safeParse(data);
  if (!parsed.success) throw new Error(`${type} is not of its shape: ${firstIssue(parsed.error)}`);
  return parsed.data as JsonObject;
}

function metadataOf(type: string, command: Command, { build, config }: Writer): Metadata {
  const { correlationId, causationId, actor, traffic } = command;
  return { correlationId, causationId, actor, schema: schemaVersion(type), build, config, traffic };
}

/** One trace for a chain, one span for an order of it; what came with a trace of its own keeps it. */
function traced(metadata: Metadata, { id, traceparent }: Command): Metadata {
  return { ...metadata, traceparent: traceparent ?? traceparentOf(metadata.correlationId, id) };
}

function firstIssue({ issues }: { issues: { path: PropertyKey[]; message: string }[] }): string {
  const [issue] = issues;
  return issue === undefined ? 'not readable' : `${issue.path.join('.') || 'it'}: ${issue.message}`;
}

import { z } from 'zod';
import { alertEvents } from '../../domain/alert/events.ts';
import { auditEvents } from '../../domain/audit/events.ts';
import { chatEvents } from '../../domain/chat/events.ts';
import { dependencyEvents } from '../../domain/dependency/events.ts';
import { faultEvents } from '../../domain/fault/events.ts';
import { gatewayEvents } from '../../domain/gateway/events.ts';
import { jobEvents } from '../../domain/job/events.ts';
import { outboxEvents } from '../../domain/outbox/events.ts';
import { personalEvents } from '../../domain/personal/events.ts';
import { processEvents } from '../../domain/process/events.ts';
import { scheduleEvents } from '../../domain/schedule/events.ts';
import { settingsEvents } from '../../domain/settings/events.ts';
import { sloEvents } from '../../domain/slo/events.ts';
import { eventSchemas, schemaVersion } from '../../domain/upcast.ts';
import { code, page, table } from './markdown.ts';

/** Which events stand in which streams. */
const streams: Record<string, Record<string, z.ZodType>> = {
  'gateway-<bot>': gatewayEvents,
  'chat-<chatId>': chatEvents,
  'outbox-<chatId>': outboxEvents,
  'dependency-<name>': dependencyEvents,
  'process-<instance>': processEvents,
  'job-<jobId>': jobEvents,
  'alert-<host>-<metric>': alertEvents,
  'schedule-<name>': scheduleEvents,
  'fault-points': faultEvents,
  'person-<userId>': personalEvents,
  'settings-system': settingsEvents,
  'slo-<indicator>': sloEvents,
  'audit-chain': auditEvents,
};

/**
 * Every event there is, by stream, with its version and fields.
 * @throws when an event type stands in no stream of the list above.
 */
export function eventsPage(): string {
  const told = new Set(Object.values(streams).flatMap(Object.keys));
  const missing = Object.keys(eventSchemas).filter(type => !told.has(type));
  if (missing.length > 0) throw new Error(`ops/docs/events.ts knows no stream of ${missing.join(', ')}: add it there.`);
  const parts = Object.entries(streams).flatMap(([stream, events]) => [`## ${code(stream)}`, eventTable(events)]);
  return page('Events', opening, ...parts);
}

function eventTable(events: Record<string, z.ZodType>): string {
  const rows = Object.entries(events).map(([type, schema]) => [code(type), `${schemaVersion(type)}`, fieldsOf(schema)]);
  return table(['event', 'version', 'fields'], rows);
}

interface Node {
  type?: string;
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  enum?: string[];
  const?: unknown;
  format?: string;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** `name` text, `count?` whole number: a question mark where it may be absent. */
function fieldsOf(schema: z.ZodType): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { unrepresentable: 'any' }) as Node;
  const names = Object.entries(properties);
  return names.map(([name, node]) => `${code(name + (required.includes(name) ? '' : '?'))} ${kindOf(node)}`).join(', ');
}

function kindOf(node: Node): string {
  if (node.enum !== undefined) return node.enum.length > 8 ? 'one word of a list' : node.enum.join(' / ');
  if (node.format === 'date-time') return 'instant';
  if (node.type === 'array') return `list of ${kindOf(node.items ?? {})}`;
  if (node.oneOf !== undefined || node.anyOf !== undefined) return 'one of several shapes';
  const words: Record<string, string> = {
    string: 'text',
    integer: 'whole number',
    boolean: 'yes or no',
    object: 'object',
  };
  return words[node.type ?? ''] ?? node.type ?? 'anything';
}

const opening = `Everything Binnacle remembers is one of these. A stored name or field never changes: a new shape is a new version, and
older ones are raised to it when they are read. \`test/corpus\` keeps one of each version for ever.`;

import { z } from 'zod';
import type { Aggregate } from '../../domain/aggregate.ts';
import { foldable } from '../../domain/aggregates.ts';
import { registry } from '../../domain/commands/registry.ts';
import { type CommandSpec, usageOf } from '../../domain/commands/spec.ts';
import { type RefusalCode, refusalCodes } from '../../domain/refusal.ts';
import { code, page, table } from './markdown.ts';

/** One way in: what it takes, who may, how much, how it says no, and what it does when it cannot tell. */
export interface Door {
  surface: string;
  /** What its input is checked against. */
  schema: string;
  roles: string;
  limits: string;
  codes: readonly RefusalCode[];
  /** closed: in doubt no. open: in doubt an older or a lesser answer, which says so. */
  failMode: 'closed' | 'open';
}

/** Codes that every command of the chat can end with. */
const always: RefusalCode[] = [
  ...([
    'invalid_request',
    'payload_too_large',
    'forbidden',
    'rate_limited',
    'command_expired',
    'mailbox_full',
  ] as const),
  'internal_error',
];
const lookedUp: RefusalCode[] = ['deadline_exceeded', 'upstream_unavailable', 'circuit_open', 'bulkhead_full'];

/** What does not come from the registry or the aggregates. */
const others: Door[] = [
  {
    surface: 'Telegram update',
    schema: 'domain/gateway/sort.ts: sorted, or quarantined with its hash',
    roles: 'known people in known chats; strangers get silence',
    limits: '100 updates a poll, 32 KiB each',
    codes: ['unauthorized', 'unsupported_media_type', 'unknown_command'],
    failMode: 'closed',
  },
  {
    surface: 'Telegram button',
    schema: 'v1:<verb>:<id>:<rest>, 64 bytes',
    roles: 'as the command it runs; a question belongs to whom it was put to',
    limits: 'as commands',
    codes: ['button_expired', 'dialogue_gone', 'forbidden'],
    failMode: 'closed',
  },
  {
    surface: 'NATS binnacle.v1.cmd.<partition>.<stream>',
    schema: 'domain/message.ts: command, then the order of its stream',
    roles: "the program's own account; the order's actor is checked by its stream",
    limits: '64 KiB, depth 5 levels',
    codes: ['invalid_json', 'invalid_request', 'payload_too_large'],
    failMode: 'closed',
  },
  {
    surface: 'configuration file and environment',
    schema: 'ops/config/schema.ts',
    roles: 'whoever may write them',
    limits: 'each key has bounds',
    codes: ['misconfigured'],
    failMode: 'closed',
  },
];

/**
 * Every door there is.
 * @throws when one has no schema, or a code that is not in the catalogue: then the pages are not made.
 */
export function doors(
  commands: readonly CommandSpec[] = registry,
  kinds: Record<string, Aggregate> = foldable(),
): Door[] {
  const all = [...others, ...commands.map(commandDoor), ...Object.values(kinds).flatMap(orderDoors)];
  const wrong = all.flatMap(mistakesOf);
  if (wrong.length > 0) throw new Error(`Doors without a schema or a mapping:\n${wrong.join('\n')}`);
  return all;
}

function commandDoor(spec: CommandSpec): Door {
  const outside = spec.answeredBy === 'outside';
  const limits = ['20 a minute, 5 in 5 s for each user and chat', ...(spec.heavy ? ['5 heavy ones in 10 min'] : [])];
  const degraded: RefusalCode[] = spec.heavy || spec.changes ? ['service_degraded'] : [];
  return {
    surface: usageOf(spec),
    schema: spec.arguments.map(({ name, kind }) => `${name}: ${kind}`).join(', ') || 'no arguments',
    roles: `${spec.role} and above`,
    limits: limits.join('; '),
    codes: [...always, ...(outside ? lookedUp : []), ...degraded],
    failMode: spec.changes || spec.role === 'admin' || spec.role === 'approver' ? 'closed' : 'open',
  };
}

function orderDoors({ category, commands }: Aggregate): Door[] {
  return Object.entries(commands).map(([type, schema]) => ({
    surface: `${category}: ${type}`,
    schema: schema instanceof z.ZodType ? fieldsOf(schema) : '',
    roles: "the program's parts; roles are checked where a person asks",
    limits: '100 in a mailbox',
    codes: ['invalid_request', 'mailbox_full'],
    failMode: 'closed',
  }));
}

function fieldsOf(schema: z.ZodType): string {
  const { properties = {} } = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as {
    properties?: object;
  };
  return Object.keys(properties).join(', ') || 'no fields';
}

function mistakesOf({ surface, schema, codes, limits, roles }: Door): string[] {
  const unknown = codes.filter(name => !(name in refusalCodes));
  return [
    ...(schema === '' ? [`${surface}: no schema`] : []),
    ...(codes.length === 0 ? [`${surface}: no error mapping`] : []),
    ...(limits === '' || roles === '' ? [`${surface}: no limit or no role`] : []),
    ...unknown.map(name => `${surface}: ${name} is not in the catalogue`),
  ];
}

/** The matrix of every way in. */
export function surfacesPage(): string {
  const rows = doors().map(({ surface, schema, roles, limits, codes, failMode }) => [
    code(surface),
    schema,
    roles,
    limits,
    codes.map(code).join(' '),
    failMode,
  ]);
  return page('Surfaces', opening, table(['surface', 'schema', 'roles', 'limits', 'codes', 'in doubt'], rows));
}

const opening = `Every way in, with what its input is checked against, who may, how much, how it says no, and what it does when it cannot
tell: *closed* says no, *open* gives an older or a lesser answer, and says so. Made from the registry and the orders of each stream; a door
without a schema or an error mapping fails the check of the documentation.`;

import { z } from 'zod';
import { milliseconds, oneOf, path, section, text, whole } from './fields.ts';

/** What stands under the ports: the event log, the bus, the read models. */

export const eventStore = section(
  {
    engine: oneOf(
      ['embedded', 'eventstoredb'],
      'embedded',
      'embedded keeps the log in a SQLite file; eventstoredb speaks to a server or a cluster',
    ),
    path: path('the file of the embedded log').optional().meta({ fallback: '<dataDirectory>/events.sqlite' }),
    url: text(
      /^esdb(\+discover)?:\/\/[^\s@]+$/,
      'esdb://host:2113?tls=…, several hosts after commas, without a password',
      'where EventStoreDB is; needed with engine eventstoredb',
    ).optional(),
    credentialsFile: path('file with `user:password` for EventStoreDB').optional(),
    appendDeadlineMs: milliseconds(5000, [100, 60_000], 'deadline of one append'),
    readDeadlineMs: milliseconds(5000, [100, 60_000], 'deadline of one page of a read'),
    queueMax: whole(1000, [10, 100_000], 'appends', 'most appends that wait at once; one more is refused'),
  },
  'The event log: the one place of truth.',
).prefault({});

export const bus = section(
  {
    mode: oneOf(['managed', 'external'], 'managed', 'managed: the program starts and owns a nats-server'),
    executable: path('the nats-server to start, when managed; a path, or a program on PATH').default('nats-server'),
    servers: z
      .array(text(/^(nats|tls):\/\/[^\s@]+$/, 'nats://host:4222, without a password', 'one server'))
      .max(20)
      .describe('the NATS servers; needed with mode external')
      .default([]),
    credentialsFile: path('a NATS credentials file (.creds)').optional(),
    partitions: whole(
      16,
      [1, 256],
      'partitions',
      'how many commands are handled side by side; the same in all processes that share a bus, for ever',
    ),
    replicas: whole(1, [1, 5], 'servers', 'on how many servers of a cluster each message is kept'),
    publishTimeoutMs: milliseconds(800, [100, 30_000], 'deadline of one publish; the sweeper brings what was lost'),
    acknowledgeWaitMs: milliseconds(30_000, [1000, 600_000], 'when a delivery without an answer comes again'),
    maxDeliver: whole(5, [1, 100], 'deliveries', 'how often a command is delivered before it is set aside'),
    callerRole: z.enum(['viewer', 'operator', 'approver', 'admin']).optional().meta({
      description:
        'the role of whoever asks over NATS (`binnacle nats`, the nats tool): the server lets in whom it knows',
      fallback: 'admin when managed, whose password only the user of the program can read; viewer when external',
    }),
    startTimeoutMs: milliseconds(10_000, [1000, 120_000], 'how long the managed server may take to answer'),
  },
  'The bus that carries commands. Losing all of its data loses nothing.',
).prefault({});

export const projections = section(
  {
    path: path('the file of the read models; it can be deleted at any time')
      .optional()
      .meta({ fallback: '<dataDirectory>/views.sqlite' }),
    batchMax: whole(500, [1, 500], 'events', 'most events applied in one transaction'),
    recordsKept: whole(1000, [500, 100_000], 'records', 'how many recent records each list keeps'),
  },
  'The read models, folded from the log.',
).prefault({});

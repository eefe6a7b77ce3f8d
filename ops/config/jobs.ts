import { z } from 'zod';
import { milliseconds, path, section, whole } from './fields.ts';

/** How much work of each class may be under way, and the bounds of one job of it. */

interface Usual {
  running: number;
  queued: number;
  timeoutMs: number;
  deadlineMs: number;
  attempts: number;
}

const dayMs = 86_400_000;

const classOf = (says: string, { running, queued, timeoutMs, deadlineMs, attempts }: Usual) =>
  section(
    {
      runningMax: whole(running, [1, 200], 'jobs', 'most that run at once, in all processes'),
      queuedMax: whole(queued, [1, 10_000], 'jobs', 'most that wait; one more is refused'),
      slots: whole(running, [0, 200], 'jobs', 'most that this process works on at once; 0 leaves them to others'),
      leaseMs: milliseconds(120_000, [30_000, 3_600_000], 'a worker that is not heard of for so long has lost its job'),
      timeoutMs: milliseconds(timeoutMs, [30_000, 30 * dayMs], 'the longest that one attempt may take'),
      deadlineMs: milliseconds(deadlineMs, [30_000, 30 * dayMs], 'from the first attempt to the end, at most'),
      attemptsMax: whole(attempts, [1, 10], 'attempts', 'how often it is tried, lost workers included'),
      retryBaseMs: milliseconds(1000, [100, 60_000], 'ceiling of the first wait between attempts; it doubles'),
      retryMaxMs: milliseconds(60_000, [100, 3_600_000], 'the longest wait between attempts'),
    },
    says,
  ).prefault({});

const seldom = { running: 1, queued: 10, timeoutMs: 900_000, deadlineMs: 1_800_000, attempts: 2 };
const quick = { running: 2, queued: 80, timeoutMs: 60_000, deadlineMs: 300_000, attempts: 2 };

export const jobs = section(
  {
    render: classOf('Charts.', quick),
    probe: classOf('Looks at other machines: http, dns, tls, tcp.', quick),
    task: classOf('Tasks that the operator has defined.', { ...seldom, queued: 40, deadlineMs: 900_000 }),
    update: classOf('Updates of the program itself.', { ...seldom, queued: 1 }),
    drill: classOf('Drills.', seldom),
    backup: classOf('Backups.', seldom),
    report: classOf('Reports.', seldom),
    join: path('where a program on this machine keeps everything: workers alone use its nats-server').optional(),
    slotsMax: whole(20, [1, 1000], 'jobs', 'most that this process works on at once, of all classes'),
    lineMax: whole(1000, [1, 100_000], 'jobs', 'most that wait in this process for a free slot'),
    approvalTtlMs: milliseconds(dayMs, [60_000, 30 * dayMs], 'how long a job waits for approval'),
    resumeTtlMs: milliseconds(dayMs, [60_000, 30 * dayMs], 'how long an approved job waits to be resumed'),
    queueTtlMs: milliseconds(dayMs, [60_000, 30 * dayMs], 'how long a job waits for a worker'),
    cancelGraceMs: milliseconds(10_000, [1000, 600_000], 'how long a stopped job may take to end by itself'),
    approvalChats: z
      .array(z.int())
      .max(10)
      .meta({
        description: 'ids of the chats that are shown every request that needs approval',
        fallback: 'none; in the sandbox the Ops room',
      })
      .optional(),
    offerAgainMs: milliseconds(3000, [500, 60_000], 'how often work that nobody took is offered again'),
  },
  'Jobs: charts, probes, tasks, updates.',
).prefault({});

import type { z } from 'zod';
import type { taskSpec } from '../../../domain/task/spec.ts';
import { configSchema } from '../../../ops/config/schema.ts';
import { type Config, settle } from '../../../ops/config/settle.ts';
import { shareOf } from '../kernel/chance.ts';

/** Who there is in the simulated chats. */
export const people = {
  admin: 1001,
  operator: 1002,
  viewer: 1003,
  approver: 1004,
} as const;
export const strangers = [6661, 6662];
export const rooms = { ops: -2001, lounge: -2002, opsMoved: -1_002_001, strange: -2999 } as const;
export const botName = 'simulated_bot';

const task = { program: '/usr/bin/simulated', rollback: 'None.', timeoutMs: 15_000 } as const;
const number = { name: 'number', type: 'int', says: 'Which number?', min: 1, max: 9, fallback: '1' } as const;
const argument = { arguments: ['{number}'], parameters: [number] };

/** What there is to be asked for: light and heavy, with one gate, two, or none; what may run twice and what may not. */
const tasks = [
  { ...task, ...argument, id: 'peek', title: 'Looks', route: 'light', risk: 'low', idempotent: true },
  { ...task, id: 'poke', title: 'Pokes once', route: 'light', risk: 'low' },
  { ...task, ...argument, id: 'heavy', title: 'Heavy', gates: [{ category: 'deploy_restart' }] },
  { ...task, id: 'again', title: 'Heavy, and may run twice', idempotent: true, gates: [{ category: 'manual_review' }] },
  { ...task, id: 'gateless', title: 'Heavy, and asks nobody', risk: 'low' },
  {
    ...{ ...task, id: 'grave', title: 'Grave', risk: 'high' },
    gates: [{ category: 'delete_files', needs: 2 }],
  },
  { ...task, ...argument, id: 'denied', title: 'Never', program: '/usr/bin/forbidden' },
] satisfies z.input<typeof taskSpec>[];

/** A configuration as an operator might write it; small numbers, so that every bound is met. */
export const config: Config = settle(
  configSchema.parse({
    dataDirectory: '/simulated',
    instanceName: 'simulated',
    timeZone: 'UTC',
    telegram: {
      mode: 'telegram',
      tokenFile: '/simulated/token',
      pollBackoff: { minMs: 500, maxMs: 8_000 },
      pace: { perChatPerSecond: 2, perChatBurst: 5, groupPerMinute: 120, globalPerSecond: 30 },
      delivery: { retry: { minMs: 500, maxMs: 8_000 } },
    },
    access: {
      users: Object.entries(people).map(([role, id]) => ({ id, name: role, role })),
      chats: [
        { id: rooms.ops, role: 'admin' },
        { id: rooms.opsMoved, role: 'admin' },
        { id: rooms.lounge, role: 'viewer' },
      ],
    },
    actors: { liveMax: 12, idleMs: 5_000, snapshotEvery: 10, parkMs: 5_000 },
    commands: { deadlineMs: 10_000, dialogueMs: 20_000, heavyPerTenMinutes: 20 },
    tasks,
    policy: { deniedPrograms: ['forbidden'] },
    probes: { timeoutMs: 3_000 },
    jobs: {
      task: { runningMax: 2, slots: 1, queuedMax: 5, retryBaseMs: 200, retryMaxMs: 2_000 },
      probe: { runningMax: 2, slots: 1, queuedMax: 8, retryBaseMs: 200, retryMaxMs: 2_000 },
      cancelGraceMs: 1_500,
      approvalChats: [rooms.ops],
    },
    schedules: [
      { name: 'each_minute', at: '* * * * *', run: 'peek 3' },
      { name: 'each_second_minute', at: '*/2 * * * *', check: 'tcp 192.0.2.1:80' },
    ],
    scheduling: { graceMs: 5_000, retryMs: 1_000 },
    agent: { everyMs: 1_000 },
    alerts: {
      chats: [rooms.ops],
      rules: [
        { metric: 'cpu', threshold: 85, forMs: 2_000, cooldownMs: 600_000 },
        { metric: 'ram', threshold: 90, forMs: 0, cooldownMs: 15_000, severity: 'critical' },
      ],
      flap: { raisesMax: 3, withinMs: 60_000, calmMs: 10_000 },
      dailyAt: 'none',
      weeklyAt: 'none',
    },
    sweeper: { everyMs: 500, takeAfterMs: 1_000 },
    drainMs: 10_000,
  }),
  { cwd: '/' },
).config;

/** Shorter than an operator may configure, so that every wait ends within a run; some hang on the seed. */
export function seededConfig(seed: number, snapshotEvery: number): Config {
  const { jobs } = config;
  const short = { leaseMs: 8_000, timeoutMs: 15_000, deadlineMs: 45_000 };
  const wait = (what: string) => Math.round(15_000 + 90_000 * shareOf(seed, 'wait', what));
  return {
    ...config,
    actors: { ...config.actors, snapshotEvery },
    jobs: {
      ...jobs,
      task: { ...jobs.task, ...short },
      probe: { ...jobs.probe, ...short },
      approvalTtlMs: wait('approval'),
      resumeTtlMs: wait('resume'),
      queueTtlMs: wait('queue'),
    },
  };
}

import { configSchema } from '../../../ops/config/schema.ts';
import { type Config, settle } from '../../../ops/config/settle.ts';

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
    commands: { deadlineMs: 10_000, dialogueMs: 20_000 },
    sweeper: { everyMs: 500, takeAfterMs: 1_000 },
    drainMs: 10_000,
  }),
  { cwd: '/' },
).config;

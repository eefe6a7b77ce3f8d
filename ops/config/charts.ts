import { z } from 'zod';
import { milliseconds, section, whole } from './fields.ts';

/** Drawing: how many processes, and how long anybody waits for them. */
export const charts = section(
  {
    enabled: z.boolean().default(true).describe('when false, every chart is answered with numbers as text'),
    slots: whole(1, [1, 8], 'processes', 'drawing processes at most; each takes some 150 MB while it lives'),
    waitingMax: whole(32, [1, 1000], 'charts', 'most that wait for a process; one more is answered at once'),
    slotWaitMs: milliseconds(3000, [100, 60_000], 'the longest wait for a process'),
    renderMs: milliseconds(8000, [500, 60_000], 'the longest that one drawing may take; then its process is ended'),
  },
  'Charts: drawn in processes of their own.',
).prefault({});

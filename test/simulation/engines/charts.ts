import type { Engines } from '../../../ops/program/engines.ts';

/** Drawing that is idle and well. */
export const idleCharts: Engines['charts'] = {
  status: () => ({
    capability: 'ready',
    fonts: [{ family: 'Simulated Sans', state: 'ok' }],
    ...{ slots: 1, busySlots: 0, waiting: 0, waitingMax: 32, oldestWaitMs: 0 },
  }),
};

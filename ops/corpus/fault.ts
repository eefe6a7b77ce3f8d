import type { FaultEvent } from '../../domain/fault/events.ts';
import { ada, at, later, type Samples } from './sample.ts';

export const faultSamples: Samples<FaultEvent> = {
  stream: 'fault-points',
  data: {
    FaultInjected: {
      ...{ faultId: 'k3x9p2qa', point: 'telegram.send', kind: 'hang', count: 40, ttlMs: 30_000, probability: 0.5 },
      ...{ seed: 7, delayMs: 1000, skewMs: 0, by: ada, at, endsAt: later },
    },
    FaultCleared: { faultId: 'k3x9p2qa', by: ada, at },
    FaultEnded: { faultId: 'k3x9p2qa', reason: 'count', hits: 40, at },
  },
};

import type { DependencyEvent } from '../../domain/dependency/events.ts';
import { at, later, type Samples } from './sample.ts';

export const dependencySamples: Samples<DependencyEvent> = {
  stream: 'dependency-bus',
  data: {
    DependencyLost: { cause: 'CONNECTION_REFUSED', at },
    DependencyRestored: { gapMs: 4180, at },
    MessageRefused: {
      code: 'invalid_json',
      subject: 'binnacle.v1.cmd.3.chat-1001',
      sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      bytes: 12,
      at,
    },
    MessageParked: { subject: 'binnacle.v1.cmd.3.chat-1001', cause: 'not answered in 30 s', deliveries: 5, at },
    CommandsTakenFromLog: { count: 3, oldestMs: 1204, at },
    ActorParked: { stream: 'chat-1001', cause: 'TypeError: steps is not iterable', until: later, at },
    ActorRestarted: { stream: 'chat-1001', cause: 'TypeError: steps is not iterable', at },
  },
};

import type { ProcessEvent } from '../../domain/process/events.ts';
import { at, type Samples } from './sample.ts';

export const processSamples: Samples<ProcessEvent> = {
  stream: 'process-harbour-1b9d6bcd',
  data: {
    ProcessStarted: {
      instance: 'harbour-1b9d6bcd',
      pid: 4211,
      host: 'harbour',
      node: 'v24.21.0',
      previous: { exit: 'killed', instance: 'harbour-0e4fd3aa', gapMs: 5203 },
      at,
    },
    ProcessReady: { startMs: 812, resumed: { commands: 2, chats: 1 }, at },
    CrashRecorded: {
      instance: 'harbour-0e4fd3aa',
      hash: '5d41402abc4b2a76',
      message: 'TypeError: steps is not iterable',
      at,
    },
    ServiceObserved: { from: '2026-03-14T09:25:50.000Z', slots: 'ggpgsg', at },
    ProcessDraining: { signal: 'SIGTERM', at },
    ProcessStopped: { drainMs: 412, at },
  },
};

import type { AlertEvent } from '../../domain/alert/events.ts';
import { ada, at, type Samples } from './sample.ts';

export const alertSamples: Samples<AlertEvent> = {
  stream: 'alert-web-1-cpu',
  data: {
    AlertRaised: {
      host: 'web-1',
      metric: 'cpu',
      severity: 'warning',
      value: 92.4,
      part: 'all cores',
      threshold: 85,
      since: at,
      processes: [{ name: 'postgres', cpuPercent: 143.2 }],
      raises: 2,
      flaps: false,
      withheld: 'quiet',
      at,
    },
    AlertReminded: { value: 91, times: 3, at },
    AlertCleared: { value: 79.5, level: 80, lastedMs: 2_520_000, at },
    AlertAcknowledged: { by: ada, at },
    AlertMuted: { host: 'web-1', metric: 'cpu', until: at, by: ada, at },
    AlertUnmuted: { cause: 'over', at },
    AlertCaughtUp: { value: 91, episodes: 2, firing: true, since: at, at },
    AlertCalmed: { raises: 5, firing: false, at },
    AlertTold: { notice: 4, cards: [{ chatId: -1001, replyId: 'alert-web-1-cpu/4/5d41402a/message/-1001/0' }], at },
  },
};

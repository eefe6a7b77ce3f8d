import type { SloEvent } from '../../domain/slo/events.ts';
import { at, type Samples } from './sample.ts';

export const sloSamples: Samples<SloEvent> = {
  stream: 'slo-commands',
  data: {
    BurnAlertRaised: {
      sli: 'commands',
      owner: 'operations',
      severity: 'page',
      factor: 14.4,
      long: '1h',
      short: '5m',
      burnLong: 21.5,
      burnShort: 60,
      bad: 12,
      valid: 558,
      at,
    },
    BurnAlertCleared: { sli: 'commands', severity: 'page', factor: 14.4, lastedMs: 412_000, at },
    FreezeChanged: { from: 'open', to: 'fixes_only', why: ['21 % of the budget of commands is left'], at },
    GuaranteeBroken: { guarantee: 'audit_chain_broken', detail: 'event 4711 is not what was chained', at },
    GuaranteeMended: { guarantee: 'audit_chain_broken', reason: 'restored from the backup of last night', at },
  },
};

import type { AuditEvent } from '../../domain/audit/events.ts';
import { at, later, type Samples } from './sample.ts';

const link = {
  count: 41_200,
  position: '41206',
  hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

export const auditSamples: Samples<AuditEvent> = {
  stream: 'audit-chain',
  data: {
    CheckpointSigned: {
      ...link,
      instance: 'harbour-1b9d6bcd',
      signedAt: at,
      publicKey: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
      signature: 'hgyY0il+MGCjP0JzlnLWG1PPOt7+09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr/MuM0KAg==',
      at,
    },
    ChainVerified: { ...link, anchors: 413, tookMs: 812, at },
    ChainBroken: { kind: 'changed', detail: 'between event 101 and event 200 the log is not what was recorded', at },
    ChainAccepted: {
      reason: 'the backup of last night was restored',
      detail: 'the log ends with event 180',
      acceptedAt: at,
      at: later,
    },
  },
};

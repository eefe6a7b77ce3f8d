import { z } from 'zod';
import { at, count, digits, maybeAt, text } from './forms.ts';

export const traceStep = z
  .object({
    position: digits,
    stream: z.string(),
    revision: digits,
    id: z.string(),
    type: z.string(),
    actor: z.string(),
    text: z.string(),
    recordedAt: at,
    ms: count.describe('since its parent was recorded'),
    sinceStartMs: count,
    get steps() {
      return z.array(traceStep);
    },
  })
  .meta({ id: 'TraceStep' });

export const auditEntry = z.object({
  ...{ position: digits, at, actor: z.string(), role: z.string(), action: z.string(), target: z.string() },
  ...{ result: z.string(), text: z.string(), correlationId: z.string() },
});

export const logRecord = z.object({
  ...{ position: digits, at, level: z.enum(['info', 'warn', 'error']), stream: z.string(), type: z.string() },
  ...{ code: text, correlationId: z.string(), text: z.string() },
});

export const run = z.object({
  ...{ instance: z.string(), number: count, pid: count.nullable(), host: text, build: z.string(), startedAt: at },
  ...{ readyAt: maybeAt, startMs: count.nullable(), drainingAt: maybeAt, stoppedAt: maybeAt, crash: text },
  exit: z.enum(['open', 'clean', 'crash', 'killed']),
});

const link = { count, position: digits, hash: z.string() };

export const chain = {
  ...link,
  recordedAt: maybeAt,
  links: z.array(z.object({ ...link, recordedAt: at })),
  checkpoint: z
    .object({ ...link, instance: z.string(), signedAt: at, publicKey: z.string(), signature: z.string(), at })
    .nullable(),
  verified: z.object({ ...link, anchors: count, tookMs: count, at }).nullable(),
  broken: z.object({ kind: z.string(), detail: z.string(), at }).nullable(),
  accepted: z.object({ reason: z.string(), detail: z.string(), acceptedAt: at, at }).nullable(),
};

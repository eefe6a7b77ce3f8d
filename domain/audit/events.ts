import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';

/** What was done for the audit chain, kept in stream `audit-chain`. The chain itself is over all events, these too. */

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const link = {
  count: z.int().min(0),
  position: z.string().regex(/^\d+$/),
  hash,
};

export const auditEvents = {
  /** Once a day the chain is signed (Ed25519, over the canonical text of the checkpoint), so that it can be held against a copy. */
  CheckpointSigned: z.object({
    ...link,
    instance: z.string().max(120),
    signedAt: instant,
    /** Of the public key, raw, in base64. */
    publicKey: z.string().max(100),
    signature: z.string().max(200),
    at: instant,
  }),
  /** The whole log was read again: it is what was recorded. */
  ChainVerified: z.object({ ...link, anchors: z.int().min(0), tookMs: z.int().min(0), at: instant }),
  /** It is not. */
  ChainBroken: z.object({
    kind: z.enum(['changed', 'cut', 'disordered', 'anchors', 'unreadable']),
    detail: z.string().max(600),
    at: instant,
  }),
  /** Somebody accepted that the log is not what was anchored: anchors begin anew, from what there is. */
  ChainAccepted: z.object({
    reason: z.string().max(300),
    detail: z.string().max(600),
    acceptedAt: instant,
    at: instant,
  }),
};

export type AuditEvent = MessageOf<typeof auditEvents>;

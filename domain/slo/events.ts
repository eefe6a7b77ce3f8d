import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';
import { freezeLevels } from './freeze.ts';
import { slis } from './objectives.ts';

/** The facts of the service's objectives, kept in `slo-<indicator>`, and in `slo-release` what hangs on all of them. */

const severity = z.enum(['page', 'ticket']);
const span = z.string().max(10);

/** What no budget allows: once is a freeze and a page. */
export const guarantees = [
  'lost_job',
  'double_execution',
  'dispatch_by_approval',
  'unauthorised_effect',
  'audit_chain_broken',
  'replay_mismatch',
  'release_does_not_start',
] as const;
export type Guarantee = (typeof guarantees)[number];
const guarantee = z.enum(guarantees);

export const sloEvents = {
  /** A rule of burn is met; `factor` names the rule. */
  BurnAlertRaised: z.object({
    sli: z.enum(slis),
    owner: z.string().max(80),
    severity,
    factor: z.number(),
    long: span,
    short: span,
    burnLong: z.number().min(0),
    burnShort: z.number().min(0),
    /** In the long window. */
    bad: z.int().min(0),
    valid: z.int().min(0),
    at: instant,
  }),
  BurnAlertCleared: z.object({
    sli: z.enum(slis),
    severity,
    factor: z.number(),
    lastedMs: z.int().min(0),
    at: instant,
  }),
  FreezeChanged: z.object({
    from: z.enum(freezeLevels),
    to: z.enum(freezeLevels),
    why: z.array(z.string().max(200)).max(20),
    at: instant,
  }),
  GuaranteeBroken: z.object({ guarantee, detail: z.string().max(600), at: instant }),
  /** Somebody has looked into it and says that it is mended: the freeze ends. */
  GuaranteeMended: z.object({ guarantee, reason: z.string().max(300), at: instant }),
};

export type SloEvent = MessageOf<typeof sloEvents>;

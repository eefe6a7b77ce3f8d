import { z } from 'zod';
import { agent, instant, type MessageOf } from '../message.ts';

/**
 * The facts of one alert, kept in stream `alert-<host>-<metric>`, each with the values it was decided on.
 *
 * A mute of many alerts is a fact of the stream of its scope: `alert-all-cpu`, `alert-web_1-all`, `alert-all-all`.
 * `at` is the instant of the sample that decided, which may lie before the recording.
 */

export const severity = z.enum(['info', 'warning', 'critical']);
export type Severity = z.infer<typeof severity>;

/** Why nobody is told now; it is recorded all the same. */
export const withheld = z.enum(['muted', 'quiet', 'flapping']);
export type Withheld = z.infer<typeof withheld>;

const host = z.string().min(1).max(60);
const metric = z.string().regex(/^[a-z]{1,20}$/);

/** What is said of the machine at that moment. */
export const sight = {
  value: z.number(),
  /** Which part: the fullest mount, the hottest sensor, the services that failed. */
  part: z.string().max(200).optional(),
};

const busy = z.array(z.object({ name: z.string().max(120), cpuPercent: z.number().min(0) })).max(5);

export const alertEvents = {
  AlertRaised: z.object({
    ...{ host, metric, severity, ...sight },
    threshold: z.number(),
    /** When the value was first over the threshold, without a break since. */
    since: instant,
    processes: busy,
    /** How often it was raised within the window of flapping, this time included. */
    raises: z.int().min(1),
    /** From this time on it is said to flap: nobody is told of each time any more. */
    flaps: z.boolean(),
    withheld: withheld.optional(),
    at: instant,
  }),
  AlertReminded: z.object({ ...sight, times: z.int().min(1), at: instant }),
  AlertCleared: z.object({
    ...sight,
    /** Not over this any more; none where the rule itself went. */
    level: z.number().optional(),
    lastedMs: z.int().min(0),
    withheld: withheld.optional(),
    at: instant,
  }),
  AlertAcknowledged: z.object({ by: agent, at: instant }),
  AlertMuted: z.object({ host, metric, until: instant, by: agent, at: instant }),
  AlertUnmuted: z.object({ cause: z.enum(['asked', 'over']), by: agent.optional(), at: instant }),
  /** What was withheld is told: how often it was raised meanwhile, and whether it still is. */
  AlertCaughtUp: z.object({ ...sight, episodes: z.int().min(1), firing: z.boolean(), since: instant, at: instant }),
  /** It has not changed for a while: the flapping is over. */
  AlertCalmed: z.object({ raises: z.int().min(1), firing: z.boolean(), withheld: withheld.optional(), at: instant }),
  /** The chats have been asked to show notice `notice`; `cards` are the replies that later ones change. */
  AlertTold: z.object({
    notice: z.int().min(1),
    cards: z.array(z.object({ chatId: z.int(), replyId: z.string().max(170) })).max(100),
    at: instant,
  }),
};

export type AlertEvent = MessageOf<typeof alertEvents>;

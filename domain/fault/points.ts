import { z } from 'zod';

/** What can be made to go wrong, where, and what that means there. */

export const faultKind = z.enum(['latency', 'error', 'hang', 'crash', 'drop', 'duplicate', 'corrupt', 'clock']);
export type FaultKind = z.infer<typeof faultKind>;

interface PointSpec {
  says: string;
  /** The kinds that can happen there. */
  kinds: readonly FaultKind[];
}

const everywhere = ['latency', 'error', 'hang', 'crash'] as const;

/** Every point there is: one at each port. */
export const faultPoints = {
  'telegram.send': {
    says: 'messages, edits and acknowledgements; drop: it was done, and the answer is lost',
    kinds: [...everywhere, 'drop'],
  },
  'telegram.poll': {
    says: 'updates; drop: those of one poll are not given, and come with the next; duplicate: each comes twice',
    kinds: [...everywhere, 'drop', 'duplicate'],
  },
  'store.append': {
    says: 'appends to the log; drop: it was done, and the answer is lost; duplicate: done twice',
    kinds: [...everywhere, 'drop', 'duplicate'],
  },
  'store.read': { says: 'reads of streams', kinds: everywhere },
  'bus.publish': {
    says: 'publishing of commands; drop: said to be stored, and gone; duplicate: stored twice',
    kinds: [...everywhere, 'drop', 'duplicate'],
  },
  'bus.deliver': {
    says: 'deliveries of commands; drop: acknowledged unread; duplicate: handed over twice; corrupt: half of it is gone',
    kinds: [...everywhere, 'drop', 'duplicate', 'corrupt'],
  },
  'views.query': { says: 'questions to the read models', kinds: everywhere },
  'host.read': { says: 'readings of this machine', kinds: everywhere },
  'charts.draw': { says: 'drawing of pictures', kinds: everywhere },
  'work.perform': { says: 'probes, tasks and other work of jobs', kinds: everywhere },
  'dns.resolve': { says: 'questions to name servers, where Telegram stands behind a name', kinds: everywhere },
  'clock.now': { says: 'the time of day, off by skewMs', kinds: ['clock'] },
} as const satisfies Record<string, PointSpec>;

export type FaultPoint = keyof typeof faultPoints;
export const faultPoint = z.enum(Object.keys(faultPoints) as [FaultPoint, ...FaultPoint[]]);

/** The kinds of a point, as anything that may be said of it. */
export const kindsAt = (point: FaultPoint): readonly FaultKind[] => faultPoints[point].kinds;

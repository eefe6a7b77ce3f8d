import { people, rooms } from '../engines/settings.ts';
import type { Chance } from '../kernel/chance.ts';
import type { Expected, Moment, Sent, Speaker } from './updates.ts';

/** Who speaks, what they may, and what they count on. */

/** One way to send something. */
export type Kind = (chance: Chance, moment: Moment) => Sent;

export const levels = { viewer: 0, operator: 1, approver: 2, admin: 3 };
export type Level = keyof typeof levels;
const roomLevel: Record<number, Level> = { [rooms.ops]: 'admin', [rooms.lounge]: 'viewer' };

/** The lesser of the person's and the room's. */
export function levelOf({ userId, chatId }: Speaker): number {
  const [role] = Object.entries(people).find(([, id]) => id === userId)! as [Level, number];
  return Math.min(levels[role], userId === chatId ? 3 : levels[roomLevel[chatId]!]);
}

export function anyone(chance: Chance): Speaker {
  const userId = chance.pick(Object.values(people));
  return { userId, chatId: chance.number() < 0.7 ? userId : chance.pick([rooms.ops, rooms.lounge]) };
}

export const received = (...ends: string[]): Expected => ({ door: 'UpdateReceived', ends });

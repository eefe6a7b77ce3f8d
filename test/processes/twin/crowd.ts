import { setTimeout as pause } from 'node:timers/promises';
import { seedBot } from '../../../adapters/telegram/sandbox/seed.ts';
import { botName, people, rooms } from '../../simulation/engines/settings.ts';
import { chanceOf } from '../../simulation/kernel/chance.ts';
import type { Outgone } from '../../simulation/workload/crowd.ts';
import { draw } from '../../simulation/workload/kinds.ts';
import type { Sent } from '../../simulation/workload/updates.ts';
import type { Surroundings } from '../program.ts';

/** The simulation's people, in the sandbox: the same seed sends the same things, at real times. */

/** Who may do what, as the simulation has it. */
export const access = {
  users: Object.entries(people).map(([role, id]) => ({ id, name: role, role })),
  chats: [
    { id: rooms.ops, role: 'admin' },
    { id: rooms.opsMoved, role: 'admin' },
    { id: rooms.lounge, role: 'viewer' },
  ],
};

export async function settleIn(world: Surroundings): Promise<void> {
  const members = Object.values(people);
  for (const [title, id] of Object.entries(rooms)) {
    const type = id < -1_000_000 ? 'supergroup' : 'group';
    await world.post('chats', { id, type, title, members, administrators: [people.admin] });
  }
}

/** Sends so many messages; resolves when all are sent. What was sent is known by its update's number. */
export async function speak(world: Surroundings, seed: number, count: number, sent: Outgone): Promise<void> {
  const chance = chanceOf(seed, 'workload');
  for (let number = 1; number <= count; number++) {
    await pause(chance.between(20, 250));
    const moment = { dateS: Math.floor(Date.now() / 1000), messageId: 900_000 + number };
    const drawn = onThisHost(draw(chanceOf(seed, `message#${number}`), moment));
    const update = JSON.parse(JSON.stringify(drawn.update).replaceAll(`@${botName}`, `@${seedBot.username}`));
    const { updateId } = await world.post('raw-update', { update });
    sent.set(updateId as number, drawn);
  }
}

/** A real machine has other sensors, services and tasks than the simulated one, and says so either way. */
function onThisHost(sent: Sent): Sent {
  if (/^\/run\b/.test(sent.what)) return { ...sent, ends: [...sent.ends, 'refused:not_found'] };
  if (!/^\/(temp|services)/.test(sent.what) || sent.ends.includes('refused:forbidden')) return sent;
  return { ...sent, ends: ['answered', 'refused:not_on_this_host', 'refused:deadline_exceeded'] };
}

import { jobIdOf } from '../../../domain/job/id.ts';
import type { Machine } from '../engines/machine.ts';
import { people, rooms } from '../engines/settings.ts';
import type { Crowd } from '../workload/crowd.ts';

/** Short stories, each the same in every run: what crash points and failing calls are tried on. */
export const scenarios: Record<string, (crowd: Crowd, machine: Machine) => void> = {
  commands(crowd, { world }) {
    const alone = (userId: number) => ({ userId, chatId: userId });
    world.in(200, '', () => crowd.says(alone(people.admin), 'start'));
    world.in(260, '', () => crowd.says(alone(people.admin), 'cpu'));
    world.in(900, '', () => crowd.says(alone(people.viewer), 'audit', '', ['refused:forbidden']));
    world.in(1_500, '', () => crowd.says({ userId: people.operator, chatId: rooms.ops }, 'status'));
  },
  /** Far enough apart that a command which the bus loses is taken from the log before the next one is sent. */
  dialogue(crowd, { world }) {
    const admin = { userId: people.admin, chatId: people.admin };
    world.in(200, '', () => crowd.says(admin, 'trace', '', ['asked']));
    world.in(2_700, '', () => crowd.writes(admin, 'tg-5000', ['dialogue', 'refused:unknown_command']));
    world.in(5_200, '', () => crowd.says(admin, 'idem', '', ['asked']));
    world.in(7_700, '', () => crowd.says(admin, 'reset'));
  },
  /** A heavy job from its wish to its last word: each step once the one before has surely been taken. */
  job(crowd, { world }) {
    const operator = { userId: people.operator, chatId: people.operator };
    const approver = { userId: people.approver, chatId: people.approver };
    const jobId = jobIdOf('one');
    const ends = ['answered', 'refused'];
    world.in(200, '', () => crowd.says(operator, 'run', 'heavy 1 --key one', ends));
    world.in(3_000, '', () => crowd.says(approver, 'approve', jobId, ends));
    world.in(5_800, '', () => crowd.says(operator, 'resume', jobId, ends));
  },
};

/** How long the storm of a scenario lasts: everything is said by then. */
export const scenarioMs = 9_000;

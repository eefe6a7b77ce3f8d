import type { Plants } from './engines/watchers.ts';

/**
 * A bug that is planted in the test's world, around the ports, to show that the simulation finds it. It says within how
 * many seeds it must be found.
 */
export interface Plant extends Plants {
  says: string;
  withinSeeds: number;
}

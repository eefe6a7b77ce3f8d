import type { Vitals } from '../../actors/answers/vitals-ports.ts';
import type { Names } from '../../actors/names.ts';
import type { Resilience } from '../../actors/resilience/resilience.ts';
import type { ActorSystem } from '../../actors/system.ts';
import type { Queries } from '../../projections/queries.ts';
import type { FaultDoor } from './faults/fault-door.ts';

/** What a running program shows of itself: to look at, never to change. */
export interface Inside {
  /** Behind their breaker and in their pool, as every other question is. */
  queries: Queries;
  signs: Vitals;
  dependencies: Resilience['rows'];
  pools: Resilience['pools'];
  /** Absent where no name has to be found. */
  names?: Names['view'] | undefined;
  actors: ActorSystem['stats'];
  faults: FaultDoor;
}

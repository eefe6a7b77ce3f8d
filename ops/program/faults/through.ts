import type { FaultPoints } from '../../../actors/faults/fault-points.ts';
import { struck, type Ways } from '../../../actors/faults/struck.ts';
import type { Timers } from '../../../actors/ports.ts';
import type { FaultPoint } from '../../../domain/fault/points.ts';

/** A call on its way through a point. */
export type Through = <Result>(
  point: FaultPoint,
  ways: Ways<Result>,
  call: () => Promise<Result>,
  signal?: AbortSignal,
) => Promise<Result>;

export function throughPoints(points: FaultPoints, timers: Timers): Through {
  return (point, ways, call, signal) => struck({ points, timers }, point, ways, call, signal);
}

/** What the double can be told to do wrong, and when. Kinds are plain data, so that they can be sent over HTTP. */

export type Point = 'append' | 'read' | 'subscribe';

export type Fault =
  /** Takes the call and never answers. */
  | { kind: 'stall' }
  /** Drops the connection before anything is done. */
  | { kind: 'cut_before' }
  /** Does all of it, then drops the connection instead of saying so. */
  | { kind: 'cut_after' }
  /** "Not me: the leader is there." */
  | { kind: 'not_leader'; host: string; port: number }
  /** A conflict told as a gRPC status with trailers, as servers before 20.10 and followers do. */
  | { kind: 'wrong_version'; actual: string }
  /** Never says that a subscription has caught up, as servers before 24.2 sometimes do not. */
  | { kind: 'no_caught_up' }
  /** Writes, but says success without a position, as a server does whose index lags. */
  | { kind: 'no_position' }
  /** Any gRPC status: 14 is unavailable, 4 deadline exceeded, 10 a timeout within the server. */
  | { kind: 'status'; code: number; details: string }
  /** Goes on after so long. */
  | { kind: 'delay'; ms: number };

/** What to do to subscriptions that are under way. */
export type SubscriptionFault =
  /** Drops the connection it came over. */
  | 'cut'
  /** Ends well, without a word. */
  | 'end'
  /** Ends with an error. */
  | 'drop'
  /** Ends with what servers before 24.2 say to a reader that is too slow. */
  | 'too_slow'
  /** Stays open and says nothing any more. */
  | 'stall'
  /** Gives the next event twice. */
  | 'repeat'
  /** Leaves the next event out. */
  | 'skip';

/** Faults waiting for the calls they are meant for; those of a point are met in the order in which they were added. */
export function faultList() {
  const waiting: { point: Point; fault: Fault; left: number }[] = [];
  return {
    /** The next `count` calls at `point` meet `fault`. */
    add(point: Point, fault: Fault, count = 1): void {
      waiting.push({ point, fault, left: count });
    },
    take(point: Point): Fault | undefined {
      const met = waiting.find(each => each.point === point);
      if (met === undefined) return undefined;
      met.left -= 1;
      if (met.left <= 0) waiting.splice(waiting.indexOf(met), 1);
      return met.fault;
    },
    clear(): void {
      waiting.length = 0;
    },
  };
}

export type FaultList = ReturnType<typeof faultList>;

import { setTimeout } from 'node:timers/promises';
import { type StatusObject, status } from '@grpc/grpc-js';
import type { Fault, FaultList, Point } from './faults.ts';
import { failure } from './messages.ts';
import type { OpenCalls } from './open-calls.ts';
import type { Writing } from './writing.ts';

/** What every handler does at the door: note the call, and meet the fault that waits for it. */

/** One call as it came in. */
export interface Heard {
  point: Point | 'batch_append' | 'gossip' | 'features';
  /** Headers as the client sent them. */
  headers: Record<string, unknown>;
  /** Milliseconds the client gives it; none when it has no deadline. */
  deadlineMs: number | undefined;
}

interface AnyCall {
  getPeer(): string;
  getDeadline(): Date | number;
  metadata: { getMap(): Record<string, unknown> };
}

export interface Door {
  heard: Heard[];
  faults: FaultList;
  /** Bounded reads, and subscriptions. */
  open: { reads: OpenCalls; subscriptions: OpenCalls };
  writing: Writing;
  /** Whether nothing that comes over this connection is answered any more. */
  isFrozen(peer: string): boolean;
  /** Drops the connection a call came over. */
  cut(peer: string): void;
}

/** What is left to do after the door: all of it, all of it but the answer, or nothing; or else what to answer. */
export type Welcome = { go: 'on' | 'stop'; fault: Fault | undefined } | { go: 'refuse'; status: StatusObject };

/** Notes a call and meets its fault. What concerns the answer is left to the handler. */
export async function enter(door: Door, point: Point, call: AnyCall): Promise<Welcome> {
  hear(door, point, call);
  if (door.isFrozen(call.getPeer())) return { go: 'stop', fault: undefined };
  const fault = door.faults.take(point);
  switch (fault?.kind) {
    case 'stall':
      return { go: 'stop', fault };
    case 'cut_before':
      door.cut(call.getPeer());
      return { go: 'stop', fault };
    case 'delay':
      await setTimeout(fault.ms);
      return { go: 'on', fault };
    case 'status':
      return { go: 'refuse', status: failure(fault.code, fault.details) };
    case 'not_leader':
      return { go: 'refuse', status: notLeader(fault.host, fault.port) };
    case 'wrong_version':
      return { go: 'refuse', status: wrongVersion(fault.actual) };
    default:
      return { go: 'on', fault };
  }
}

export function hear(door: Door, point: Heard['point'], call: AnyCall): void {
  const deadline = Number(call.getDeadline());
  const deadlineMs = Number.isFinite(deadline) ? deadline - Date.now() : undefined;
  door.heard.push({ point, headers: call.metadata.getMap(), deadlineMs });
}

const notLeader = (host: string, port: number) =>
  failure(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });

const wrongVersion = (actual: string) =>
  failure(status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.', {
    exception: 'wrong-expected-version',
    'stream-name': 'any',
    'expected-version': '0',
    'actual-version': actual,
  });

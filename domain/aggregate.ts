import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { z } from 'zod';
import type { Agent, Instant, Metadata } from './message.ts';
import type { Refusal } from './refusal.ts';

/** What comes with every order, so that a decision never has to ask for it. */
export interface Given {
  /** The command's id. */
  id: string;
  at: Instant;
  by: Agent;
  correlationId: string;
}

/**
 * One kind of stream: its orders, its facts, its life and its rules.
 *
 * `decide` is pure: the same order in the same state gives the same facts, in every process. It throws a
 * `Refusal` to say no. No facts means that nothing is left to do.
 */
export interface Aggregate {
  category: string;
  machine: AnyStateMachine;
  /** Raise it when the same facts fold to another snapshot: cached snapshots are then not used. */
  machineVersion: number;
  /** Shape of each order's data, by type. */
  commands: Record<string, z.ZodType>;
  // biome-ignore lint/suspicious/noExplicitAny: each aggregate narrows the order to its own union.
  decide(command: any, snapshot: AnyMachineSnapshot): { type: string }[];
  /** Whose a fact is and which chain it belongs to, where one order records several chains. */
  attribute?(fact: { type: string }): Partial<Pick<Metadata, 'correlationId' | 'actor'>>;
  /** The facts that record a refusal. None: the refusal is returned to the sender alone. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  refuse?(command: any, refusal: Refusal, snapshot: AnyMachineSnapshot): { type: string }[];
  /** The facts that set a command aside that the program itself fails on; none when it has been. */
  quarantine?(
    commandId: string,
    type: string,
    cause: string,
    given: Given,
    snapshot: AnyMachineSnapshot,
  ): { type: string }[];
}

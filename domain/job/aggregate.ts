import type { Aggregate, Given } from '../aggregate.ts';
import type { Refusal } from '../refusal.ts';
import { type JobCommand, jobCommands } from './commands.ts';
import { decide, type JobSnapshot } from './decide.ts';
import type { JobEvent } from './events.ts';
import { jobMachine, jobMachineVersion } from './machine.ts';
import { type Asked, stateOf } from './rules.ts';

/** A job: the same rules for every class. */
export const jobAggregate: Aggregate = {
  category: 'job',
  machine: jobMachine,
  machineVersion: jobMachineVersion,
  commands: jobCommands,
  decide: (order: Asked<JobCommand>, snapshot) => decide(order, snapshot as JobSnapshot),
  refuse: (order: Asked<JobCommand>, refusal, snapshot) => refuse(order, refusal, snapshot as JobSnapshot),
  quarantine(commandId, type, cause, { by, at }, snapshot) {
    const { context: job } = snapshot as JobSnapshot;
    if (job.request === undefined || job.taken.some(taken => taken.commandId === commandId)) return [];
    const from = stateOf(snapshot).toUpperCase();
    const hint = 'This is a fault of the program: report it with the id shown.';
    return [
      {
        type: 'TransitionRefused',
        from,
        command: type,
        code: 'internal_error',
        reason: cause,
        hint,
        by,
        commandId,
        at,
      },
    ];
  },
};

/** Orders whose refusal is everyday business between the program's own parts, and no matter of the log. */
const everyday = new Set<JobCommand['type']>([
  'Claim',
  'Follow',
  'NoteTold',
  'Expire',
  'Reclaim',
  'Adopt',
  'ForceCancel',
]);

/** A refused move is recorded where there is a job to record it in. */
function refuse(order: Asked<JobCommand>, refusal: Refusal, snapshot: JobSnapshot): JobEvent[] {
  if (snapshot.context.request === undefined || everyday.has(order.type)) throw refusal;
  const { type: command, by, at, id: commandId } = order as Asked<JobCommand> & Given;
  const from = stateOf(snapshot).toUpperCase();
  const { code, message: reason, hint } = refusal;
  return [{ type: 'TransitionRefused', from, command, code, reason, hint, by, commandId, at }];
}

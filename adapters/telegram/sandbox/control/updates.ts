import type { Sandbox } from '../sandbox.ts';
import type { LoggedUpdate } from '../update-log.ts';
import { ControlError } from './control-error.ts';
import type { Fields } from './fields.ts';

/** Copies that one order may ask for. */
const COPIES_MAX = 1000;

/** What waits for the bot, and how far it has confirmed. */
export function pending(_fields: Fields, { state, poll, lastPollAt }: Sandbox) {
  const { pending: waiting, confirmedBelow, nextId } = state.updates;
  return {
    confirmedOffset: confirmedBelow,
    nextUpdateId: nextId,
    isPolling: poll.isWaiting,
    lastPollAt: lastPollAt === 0 ? null : new Date(lastPollAt).toISOString(),
    updates: waiting.map(({ update }) => update),
  };
}

/**
 * Queues any JSON as an update: `update`. An object without `update_id` gets the next one; with `asIs` nothing is
 * added, so that the bot sees an update without an id.
 */
export function rawUpdate(fields: Fields, sandbox: Sandbox): { updateId: number } {
  const { update } = fields.all;
  const next = sandbox.state.updates.nextId;
  if (!isObject(update)) {
    sandbox.pushRaw(next, update ?? null);
    return { updateId: next };
  }
  const given = update.update_id;
  const updateId = Number.isSafeInteger(given) ? (given as number) : next;
  sandbox.pushRaw(updateId, given === undefined && !fields.flag('asIs') ? { update_id: updateId, ...update } : update);
  return { updateId };
}

/** Gives one update again, whatever the offset: `updateId` and `times` (default 1). */
export function duplicate(fields: Fields, sandbox: Sandbox): { queued: number } {
  const id = fields.integer('updateId');
  const times = Math.min(fields.count('times', 1), COPIES_MAX);
  const { confirmed, pending: waiting } = sandbox.state.updates;
  const update = [...waiting, ...confirmed].find(each => each.id === id);
  if (update === undefined)
    throw new ControlError(404, `Update ${id} is not known.`, 'GET pending and GET transcript.');
  sandbox.poll.giveAgain(Array.from<LoggedUpdate>({ length: times }).fill(update));
  return { queued: times };
}

/** Gives the last `count` confirmed updates again (default 10), as after a lost offset. */
export function rewind(fields: Fields, sandbox: Sandbox): { queued: number } {
  const updates = sandbox.state.updates.confirmed.slice(-fields.count('count', 10));
  sandbox.poll.giveAgain(updates);
  return { queued: updates.length };
}

/** Update ids go on elsewhere, as after a week without any: `nextUpdateId`, or a jump forward. */
export function quietWeek(fields: Fields, sandbox: Sandbox): { nextUpdateId: number } {
  const jump = 1_000_003;
  const id = fields.optionalInteger('nextUpdateId') ?? sandbox.state.updates.nextId + jump;
  sandbox.record({ kind: 'next-update', id });
  return { nextUpdateId: id };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

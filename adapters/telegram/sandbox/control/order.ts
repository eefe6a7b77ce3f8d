import { type Fault, type FaultKind, type FaultOrder, faultKinds } from '../bot-api/faults.ts';
import type { Sandbox } from '../sandbox.ts';
import type { FloodLimits } from '../settings.ts';
import { ControlError } from './control-error.ts';
import type { Fields } from './fields.ts';

/** Orders a fault; see `FaultOrder` for the fields. @throws {ControlError} 400 for what is no fault, 409 when too many stand. */
export function orderFault(fields: Fields, sandbox: Sandbox): { fault: Fault } {
  const kind = fields.text('kind') as FaultKind;
  if (!faultKinds.includes(kind)) {
    throw new ControlError(400, `There is no fault "${kind}".`, `Use one of: ${faultKinds.join(', ')}.`);
  }
  const order: FaultOrder = { method: fields.optionalText('method') ?? '*', kind, ...optional(fields) };
  const fault = sandbox.faults.order(order);
  if (fault === undefined) throw new ControlError(409, 'Too many faults stand.', 'DELETE faults first.');
  return { fault };
}

export function listFaults(_fields: Fields, { faults }: Sandbox): { faults: Fault[] } {
  return { faults: faults.list() };
}

/** Clears all faults, or the one with `id`. */
export function clearFaults(fields: Fields, { faults }: Sandbox): { cleared: number } {
  return { cleared: faults.clear(fields.optionalInteger('id')) };
}

/** Sets the flood limits: `perChatPerSecond`, `globalPerSecond`, `groupPerMinute`; a missing one is lifted. */
export function setLimits(fields: Fields, sandbox: Sandbox): { limits: FloodLimits } {
  const limits: FloodLimits = {};
  for (const name of ['perChatPerSecond', 'globalPerSecond', 'groupPerMinute'] as const) {
    if (fields.has(name)) limits[name] = fields.count(name, 1);
  }
  sandbox.budget.limits = limits;
  return { limits };
}

function optional(fields: Fields): Partial<FaultOrder> {
  const order: Partial<FaultOrder> = {};
  const numbers = ['errorCode', 'retryAfter', 'delayMs', 'count', 'ttlMs', 'chatId', 'seed'] as const;
  for (const name of numbers) if (fields.has(name)) order[name] = fields.integer(name);
  if (fields.has('probability')) order.probability = Number(fields.all.probability);
  const description = fields.optionalText('description');
  return description === undefined ? order : { ...order, description };
}

import { Refusal } from '../domain/refusal.ts';

/** A limit as it was asked for, from 1 to `max`. @throws {Refusal} `invalid_request` outside of that. */
export function limitOf(asked: number | undefined, fallback: number, max: number): number {
  const limit = asked ?? fallback;
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw new Refusal('invalid_request', `The limit is a whole number from 1 to ${max}, not ${limit}.`);
}

import { InvalidArgumentError } from 'commander';

/** An option's number. @throws {InvalidArgumentError} */
export function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

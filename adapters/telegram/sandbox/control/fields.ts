import { ControlError } from './control-error.ts';

/** The fields of a control request, from its JSON body or its query. Each reader names the field that is wrong. */
export class Fields {
  readonly all: Readonly<Record<string, unknown>>;

  constructor(all: Readonly<Record<string, unknown>>) {
    this.all = all;
  }

  has(name: string): boolean {
    return this.all[name] !== undefined && this.all[name] !== null && this.all[name] !== '';
  }

  /** @throws {ControlError} 400 when missing or no whole number. */
  integer(name: string): number {
    const value = Number(this.all[name]);
    if (!this.has(name) || !Number.isSafeInteger(value)) throw wrong(name, 'a whole number');
    return value;
  }

  /** @throws {ControlError} 400 when given and no whole number. */
  optionalInteger(name: string): number | undefined {
    return this.has(name) ? this.integer(name) : undefined;
  }

  /** A whole number of 1 or more, or the default. @throws {ControlError} 400 when it is less. */
  count(name: string, missing: number): number {
    const value = this.optionalInteger(name) ?? missing;
    if (value < 1) throw wrong(name, 'at least 1');
    return value;
  }

  /** @throws {ControlError} 400 when missing, empty or no string. */
  text(name: string): string {
    const value = this.all[name];
    if (typeof value !== 'string' || value === '') throw wrong(name, 'a text');
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  flag(name: string): boolean {
    return this.all[name] === true || this.all[name] === 'true';
  }

  /** @throws {ControlError} 400 when given and not a list of whole numbers. */
  integers(name: string): number[] {
    const value = this.all[name] ?? [];
    if (!Array.isArray(value) || !value.every(Number.isSafeInteger)) throw wrong(name, 'a list of whole numbers');
    return value as number[];
  }
}

const wrong = (name: string, wanted: string) =>
  new ControlError(400, `Field "${name}" is missing or wrong.`, `It must be ${wanted}.`);

import { type FaultPoint, faultPoints, kindsAt } from '../../domain/fault/points.ts';
import { askService } from './nats.ts';

interface Shown {
  faultId: string;
  point: string;
  kind: string;
  endsAt: string;
  count?: number;
  hits?: number;
}

interface InjectOptions {
  count?: number;
  ttl?: number;
  probability?: number;
  seed?: number;
  delay?: number;
  skew?: number;
  json?: boolean;
}

/** Injects a fault into the program that runs here. @throws {Refusal} what it says. */
export async function inject(
  file: string | undefined,
  point: string,
  kind: string,
  options: InjectOptions,
): Promise<void> {
  const { count, ttl: ttlMs, probability, seed, delay: delayMs, skew: skewMs, json } = options;
  const asked = { point, kind, count, ttlMs, probability, seed, delayMs, skewMs };
  const fault = await askService(file, 'binnacle.v1.fault.inject', asked);
  console.log(json ? JSON.stringify(fault, null, 2) : line(fault as unknown as Shown));
}

/** Prints the faults in force. */
export async function list(file: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const { faults } = (await askService(file, 'binnacle.v1.fault.list', {})) as { faults: Shown[] };
  if (json) return console.log(JSON.stringify(faults, null, 2));
  console.log(faults.length === 0 ? 'No fault is in force.' : faults.map(line).join('\n'));
}

/** Ends one fault, or all. */
export async function clear(file: string | undefined, faultId: string | undefined): Promise<void> {
  const asked = faultId === undefined ? {} : { faultId };
  const { cleared } = (await askService(file, 'binnacle.v1.fault.clear', asked)) as { cleared: string[] };
  console.log(cleared.length === 0 ? 'No fault was in force.' : `cleared: ${cleared.join(', ')}`);
}

/** Every point and its kinds, without a program. */
export function points(): void {
  for (const name of Object.keys(faultPoints) as FaultPoint[])
    console.log(`${name.padEnd(14)} ${kindsAt(name).join(', ')}\n${' '.repeat(15)}${faultPoints[name].says}`);
}

function line({ faultId, point, kind, endsAt, count, hits = 0 }: Shown): string {
  return `${faultId}  ${kind} at ${point} until ${endsAt}${count === undefined ? '' : `, ${count} calls`}, ${hits} hit`;
}

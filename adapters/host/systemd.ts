import { z } from 'zod';
import type { ServiceUnit } from '../../actors/answers/host-ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Probe } from './host-options.ts';
import { wholeNumber } from './numbers.ts';

const listed = z.array(
  z.object({ unit: z.string(), load: z.string(), active: z.string(), sub: z.string(), description: z.string() }),
);

/**
 * The services of systemd, and units of any kind that failed.
 * @throws {Refusal} `upstream_unavailable` when systemctl is missing, fails or is older than 246.
 */
export async function readUnits(probe: Probe, bootedAtMs: number): Promise<ServiceUnit[]> {
  const output = await systemctl(probe, ['list-units', '--all', '--output=json']);
  const units = parseUnits(output).filter(({ name, active }) => name.endsWith('.service') || active === 'failed');
  const failed = units.filter(({ active }) => active === 'failed').slice(0, probe.limits.failedUnitsMax);
  if (failed.length === 0) return units;
  const properties = '--property=Id,Result,StateChangeTimestampMonotonic';
  const details = parseDetails(
    await systemctl(probe, ['show', properties, '--', ...failed.map(({ name }) => name)]),
    bootedAtMs,
  );
  return units.map(unit => ({ ...unit, ...details.get(unit.name) }));
}

/** What `systemctl list-units --output=json` prints. @throws {Refusal} */
function parseUnits(output: string): ServiceUnit[] {
  const parsed = listed.safeParse(asJson(output));
  if (!parsed.success) {
    const hint = 'systemd 246 or newer is needed to list services: `systemctl --version` says which runs.';
    throw new Refusal('upstream_unavailable', 'systemctl did not list the units as JSON.', { hint });
  }
  return parsed.data.map(({ unit, ...state }) => ({ name: unit, ...state }));
}

/** What `systemctl show` prints: `Key=value` lines, an empty line between two units. */
export function parseDetails(output: string, bootedAtMs: number): Map<string, Pick<ServiceUnit, 'since' | 'result'>> {
  const blocks = output.split(/\n\s*\n/).map(block => new Map(block.split('\n').map(line => splitOnce(line.trim()))));
  return new Map(
    blocks.map(block => {
      const sinceMicroseconds = wholeNumber(block.get('StateChangeTimestampMonotonic'));
      const result = block.get('Result');
      const since = sinceMicroseconds ? new Date(bootedAtMs + sinceMicroseconds / 1000).toISOString() : undefined;
      return [block.get('Id') ?? '', { ...(since && { since }), ...(result && { result }) }];
    }),
  );
}

async function systemctl({ calls, signal }: Probe, args: string[]): Promise<string> {
  try {
    return await calls.run('systemctl', ['--no-pager', ...args], signal);
  } catch (cause) {
    if (signal.aborted || !(cause instanceof Error)) throw cause;
    const hint = 'Run `systemctl list-units` as the user that the program runs as, and look at what it says.';
    throw new Refusal('upstream_unavailable', `systemctl failed: ${cause.message.slice(0, 300)}`, { hint });
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined;
    throw cause;
  }
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf('=');
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
}

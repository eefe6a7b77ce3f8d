import type { Pressure } from '../../actors/answers/host-ports.ts';
import type { HostTree } from './host-tree.ts';

/** Pressure of one resource, and a sentence when the kernel offers none. */
export async function readPressure(
  tree: HostTree,
  resource: 'cpu' | 'memory' | 'io',
): Promise<{ pressure?: Pressure; gaps: string[] }> {
  // Since 4.20; some distributions want `psi=1` on the kernel's command line, and then a read fails.
  const pressure = parsePressure((await tree.text(`proc/pressure/${resource}`)) ?? '');
  if (pressure !== undefined) return { pressure, gaps: [] };
  return { gaps: [`Pressure is not known: this kernel gives no /proc/pressure/${resource}.`] };
}

/** `some avg10=0.12 avg60=0.05 avg300=0.01 total=…`, and the same for `full` (the kernel's psi.rst). */
export function parsePressure(text: string): Pressure | undefined {
  const line = (kind: 'some' | 'full') => {
    const averages = new RegExp(`^${kind} avg10=([\\d.]+) avg60=([\\d.]+) avg300=([\\d.]+)`, 'm').exec(text);
    const [ten, sixty, threeHundred] = averages?.slice(1).map(Number) ?? [];
    if (![ten, sixty, threeHundred].every(Number.isFinite)) return undefined;
    return { tenSeconds: ten!, oneMinute: sixty!, fiveMinutes: threeHundred! };
  };
  const some = line('some');
  const full = line('full');
  return some && { some, ...(full && { full }) };
}

import type { ServicesReading, ServiceUnit } from '../../actors/answers/host-ports.ts';
import type { Probe } from './host-options.ts';
import { listProcesses, programName } from './processes.ts';
import { readSystem } from './system.ts';
import { readUnits } from './systemd.ts';
import { containerEngine } from './virtualisation.ts';

const childrenMax = 200;

/**
 * The units of systemd where it runs; what process 1 started where it does not.
 * @throws {Refusal} `upstream_unavailable` when systemd runs and does not answer.
 */
export async function readServices(probe: Probe): Promise<ServicesReading> {
  // The test of sd_booted(3).
  if (!(await probe.tree.exists('run/systemd/system'))) return withoutSystemd(probe);
  const { bootedAt } = await readSystem(probe);
  const units = await readUnits(probe, Date.parse(bootedAt));
  return { manager: 'systemd', units: units.sort(byUrgency), gaps: [] };
}

async function withoutSystemd(probe: Probe): Promise<ServicesReading> {
  const [container, { samples, gaps }] = await Promise.all([containerEngine(probe.tree), listProcesses(probe)]);
  const first = samples.find(({ pid }) => pid === 1)?.name;
  const children = samples
    .filter(({ parentPid }) => parentPid === 1)
    .map(({ pid, name, state }) => ({ pid, name, state }));
  return {
    manager: 'none',
    children: children.slice(0, childrenMax).map(({ pid, name, state }) => {
      return { pid, name: programName(probe.tree, pid, name), state };
    }),
    ...(first && { firstProcess: first }),
    ...(container && { container }),
    gaps:
      children.length > childrenMax
        ? [...gaps, `Only the first ${childrenMax} of ${children.length} processes started by process 1 are listed.`]
        : gaps,
  };
}

/** Failed, on the way, running, then what has ended or was never needed. */
const urgency = ['failed', 'activating', 'deactivating', 'reloading', 'active', 'inactive'];

function byUrgency(one: ServiceUnit, other: ServiceUnit): number {
  const rank = ({ active, sub }: ServiceUnit) => {
    const place = urgency.indexOf(active);
    return place === -1 ? urgency.length : place + (sub === 'exited' ? 0.5 : 0);
  };
  return rank(one) - rank(other) || one.name.localeCompare(other.name);
}

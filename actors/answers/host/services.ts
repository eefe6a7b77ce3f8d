import { bold, paragraph, type Span, table } from '../../../domain/chat/reply.ts';
import { formatInstant } from '../../../domain/units.ts';
import type { ServicesReading, ServiceUnit } from '../host-ports.ts';
import type { HostAnswer } from './host-answer.ts';
import { listing } from './listing.ts';
import { clip, counted, headline, type Mark, missing } from './wording.ts';

const failedShownMax = 20;

/** Units of systemd, failed ones first; elsewhere what runs instead. */
export const servicesAnswer: HostAnswer = async (host, { signal, timeZone }, { tableRowsMax }) => {
  const services = await host.services({ signal });
  if (services.manager === 'none') return { blocks: withoutSystemd(host.name(), services) };
  const { units, gaps } = services;
  const { mark, verdict } = judgeServices(units);
  const failed = units.filter(isFailed).slice(0, failedShownMax);
  const items = failed.map(unit => failedItem(unit, timeZone));
  const { blocks, file } = unitListing(units, tableRowsMax);
  return {
    blocks: [
      ...headline('Services', host.name(), mark, verdict),
      ...(items.length > 0 ? [{ type: 'list' as const, items }] : []),
      ...blocks,
      ...missing(gaps),
    ],
    ...(file && { file }),
  };
};

const isFailed = ({ active }: ServiceUnit) => active === 'failed';

/** How many failed, and how many run: `2 failed, 41 running, 30 not`. */
export function judgeServices(units: ServiceUnit[]): { mark: Mark; verdict: string } {
  const failed = units.filter(isFailed).length;
  const running = units.filter(({ active, sub }) => active === 'active' && sub === 'running').length;
  const others = units.length - failed - running;
  const word = failed === 0 ? 'None failed' : `${failed} failed`;
  return { mark: failed === 0 ? 'well' : 'trouble', verdict: `${word}, ${running} running, ${others} not` };
}

function failedItem({ name, result, since, description }: ServiceUnit, timeZone: string): Span[] {
  const why = result && result !== 'success' ? ` (${result})` : '';
  const when = since ? ` since ${formatInstant(since, timeZone)}` : '';
  return [bold(clip(shortName(name), 200)), clip(`${why}${when}: ${description}`, 600)];
}

function unitListing(units: ServiceUnit[], rowsMax: number) {
  const rows = units.map(({ name, active, sub }) => [shortName(name), active === 'failed' ? 'failed' : sub]);
  const complete = {
    name: 'services.txt',
    columns: ['unit', 'load', 'active', 'sub', 'description'],
    rows: units.map(({ name, load, active, sub, description }) => [name, load, active, sub, description]),
  };
  return listing({ columns: ['service', 'state'], rows, rowsMax, complete });
}

function shortName(name: string): string {
  return name.replace(/\.service$/, '');
}

/** The letters of proc_pid_stat(5). */
const states: Record<string, string> = {
  R: 'running',
  S: 'waiting',
  I: 'waiting',
  D: 'waiting for a disk',
  T: 'stopped',
  t: 'traced',
  Z: 'ended, not collected',
};

function withoutSystemd(hostname: string, services: Extract<ServicesReading, { manager: 'none' }>) {
  const { firstProcess, container, children, gaps } = services;
  const first = firstProcess ? `Process 1 is “${firstProcess}”` : 'Process 1 cannot be read';
  const where = container ? `, in a container (${container})` : '';
  const rows = children.map(({ pid, name, state }) => [String(pid), clip(name, 200), states[state] ?? state]);
  const started =
    rows.length === 0
      ? 'It started nothing else that can be seen.'
      : `It started ${counted(rows.length, 'process', 'processes')}:`;
  return [
    ...headline('Services', hostname, 'attention', 'Services cannot be listed: no systemd runs here'),
    paragraph(`${first}${where}. ${started}`),
    ...(rows.length > 0 ? [table(['pid', 'process', 'state'], rows)] : []),
    ...missing(gaps),
  ];
}

import type { Button } from '../../../domain/chat/reply.ts';
import type { HostCommand } from './host-answer.ts';

const labels: Record<HostCommand, string> = {
  sysstatus: 'Machine',
  cpu: 'Processor',
  temp: 'Temperature',
  network: 'Network',
  uptime: 'Uptime',
  services: 'Services',
  ports: 'Ports',
};

/** Where one looks next. */
const neighbours: Record<HostCommand, HostCommand[]> = {
  sysstatus: ['cpu', 'network', 'services'],
  cpu: ['sysstatus', 'temp'],
  temp: ['sysstatus', 'cpu'],
  network: ['sysstatus', 'ports'],
  uptime: ['sysstatus', 'services'],
  services: ['sysstatus', 'ports'],
  ports: ['sysstatus', 'network'],
};

/** The same again, and the neighbours, in one row. */
export function hostButtons(command: HostCommand): Button[][] {
  const others = neighbours[command].map(other => ({ label: labels[other], data: `v1:run:${other}` }));
  return [[{ label: '↻ Refresh', data: `v1:run:${command}` }, ...others]];
}

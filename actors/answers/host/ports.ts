import { paragraph } from '../../../domain/chat/reply.ts';
import type { Listener } from '../host-ports.ts';
import type { HostAnswer } from './host-answer.ts';
import { listing } from './listing.ts';
import { counted, headline, missing } from './wording.ts';

/** Sockets that are one thing to an operator: the same port, reach and process. */
interface OpenPort {
  port: string;
  from: string;
  process: string;
  isLocal: boolean;
}

/** What listens, first what other machines can reach. */
export const portsAnswer: HostAnswer = async (host, { signal }, { tableRowsMax }) => {
  const { listeners, gaps } = await host.ports({ signal });
  const ports = openPorts(listeners);
  const complete = {
    name: 'ports.txt',
    columns: ['protocol', 'address', 'port', 'user', 'pid', 'process'],
    rows: listeners.map(({ protocol, family, address, port, userName, userId, process }) => [
      `${protocol}${family}`,
      address,
      String(port),
      userName ?? String(userId ?? '?'),
      process ? String(process.pid) : '?',
      process?.name ?? '?',
    ]),
  };
  const rows = ports.map(({ port, from, process }) => [port, from, process]);
  const { blocks, file } = listing({ columns: ['port', 'open to', 'process'], rows, rowsMax: tableRowsMax, complete });
  return {
    blocks: [
      ...headline('Ports', host.name(), 'well', verdictOn(ports)),
      ...blocks,
      ...(ports.some(({ isLocal }) => !isLocal)
        ? [paragraph('A firewall may still close what is open here: it is not looked at.')]
        : []),
      ...missing(gaps),
    ],
    ...(file && { file }),
  };
};

function verdictOn(ports: OpenPort[]): string {
  if (ports.length === 0) return 'Nothing listens';
  const local = new Set(ports.filter(({ isLocal }) => isLocal).map(({ port }) => port)).size;
  const open = new Set(ports.filter(({ isLocal }) => !isLocal).map(({ port }) => port)).size;
  return `${counted(open, 'port')} open to other machines, ${local} to this one only`;
}

/** In the order of the reading, each once. */
export function openPorts(listeners: Listener[]): OpenPort[] {
  const merged = new Map<string, OpenPort & { froms: Set<string> }>();
  for (const listener of listeners) {
    const port = `${listener.port}/${listener.protocol}`;
    const process = listener.process
      ? `${listener.process.name} ${listener.process.pid}`
      : ['?', listener.userName ?? listener.userId].filter(word => word !== undefined).join(' of ');
    const isLocal = listener.scope === 'loopback';
    const key = `${port} ${process} ${isLocal}`;
    const open = merged.get(key) ?? { port, from: '', process, isLocal, froms: new Set<string>() };
    open.froms.add(reachOf(listener));
    merged.set(key, open);
  }
  return [...merged.values()].map(({ froms, ...open }) => ({ ...open, from: reachWords(froms) }));
}

/** A socket on `::` as a rule takes IPv4 too; the kernel does not show whether it declines. */
function reachOf({ scope, family, address }: Listener): string {
  if (scope === 'loopback') return 'local';
  if (scope !== 'unspecified') return address;
  return family === 6 ? 'all' : 'all IPv4';
}

function reachWords(froms: Set<string>): string {
  return froms.has('all') ? 'all' : [...froms].join(', ');
}

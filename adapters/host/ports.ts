import { endianness } from 'node:os';
import type { Listener, PortsReading } from '../../actors/answers/host-ports.ts';
import type { Probe } from './host-options.ts';
import type { HostTree } from './host-tree.ts';
import { findOwners, type SocketOwners } from './socket-owners.ts';
import { type ListeningSocket, parseListening, type SocketTable } from './sockets.ts';
import { cannotRead } from './system.ts';

/**
 * What listens on this machine, in the network name space of this program.
 * @throws {Refusal} `upstream_unavailable` when the kernel shows no table of sockets at all.
 */
export async function readPorts(probe: Probe): Promise<PortsReading> {
  const { tree } = probe;
  const tables = await Promise.all((['tcp', 'tcp6', 'udp', 'udp6'] as const).map(table => readTable(probe, table)));
  if (tables.every(table => table === undefined)) throw cannotRead('/proc/net/tcp');
  const sockets = tables.flatMap(table => table?.sockets ?? []);
  const [owners, users] = await Promise.all([
    findOwners(
      probe,
      sockets.map(({ inode }) => inode),
    ),
    userNames(tree),
  ]);
  const listeners = sockets.map(({ inode, ...socket }): Listener => {
    const process = owners.found.get(inode);
    const userName = users.get(socket.userId);
    return { ...socket, ...(userName && { userName }), ...(process && { process }) };
  });
  const unknown = listeners.filter(({ process }) => process === undefined).length;
  return {
    listeners: listeners.sort(byReach),
    gaps: [...tables.flatMap(table => table?.gaps ?? []), ...ownerGaps(unknown, listeners.length, owners)],
  };
}

/** Undefined where the kernel has no such table (IPv6 switched off). */
async function readTable({ tree, limits }: Probe, table: SocketTable) {
  const text = await tree.text(`proc/net/${table}`);
  if (text === undefined) return undefined;
  // TCP sockets that listen come first in their table, so a cut end of it loses none as a rule.
  const cut = text.length >= limits.fileBytesMax && table.startsWith('udp');
  return {
    sockets: parseListening(text, table, endianness() === 'LE') satisfies ListeningSocket[],
    gaps: cut ? [`/proc/net/${table} is too long: only its first ${limits.fileBytesMax} bytes were read.`] : [],
  };
}

async function userNames(tree: HostTree): Promise<Map<number, string>> {
  const rows = ((await tree.text('etc/passwd')) ?? '').split('\n').map(line => line.split(':'));
  return new Map(rows.filter(([, , id]) => /^\d+$/.test(id ?? '')).map(([name, , id]) => [Number(id), name!]));
}

function ownerGaps(unknown: number, total: number, { deniedCount, cutShort }: SocketOwners): string[] {
  if (unknown === 0) return [];
  const which = `The process is not known for ${unknown} of ${total}`;
  if (cutShort) return [`${which}: the machine has more open files than are looked through.`];
  if (deniedCount === 0) return [`${which}: the kernel itself holds them, or a process outside of this container.`];
  return [`${which}: their processes do not let this program look (root with CAP_SYS_PTRACE may).`];
}

const reach = { public: 0, unspecified: 0, private: 1, multicast: 1, link_local: 2, loopback: 3 } as const;

function byReach(one: Listener, other: Listener): number {
  return (
    reach[one.scope] - reach[other.scope] ||
    one.port - other.port ||
    one.protocol.localeCompare(other.protocol) ||
    one.family - other.family
  );
}

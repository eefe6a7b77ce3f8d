import type { NetworkInterfaceInfo } from 'node:os';
import { endianness } from 'node:os';
import type { InterfaceReading, NetworkReading, TrafficTotals } from '../../actors/answers/host-ports.ts';
import { scopeOf } from '../../domain/addresses.ts';
import type { Probe } from './host-options.ts';
import type { HostTree } from './host-tree.ts';
import { readNameServers } from './name-servers.ts';
import { parseIpv4Routes, parseIpv6Routes } from './routes.ts';
import { cannotRead } from './system.ts';
import { parseTraffic, rateBetween } from './traffic.ts';

/**
 * Interfaces with what goes through them, measured over `windowMs`, and the ways out of the machine.
 * @throws {Refusal} `upstream_unavailable` without a readable `/proc/net/dev`.
 */
export async function readNetwork({ tree, calls, limits, signal }: Probe): Promise<NetworkReading> {
  const before = await traffic(tree);
  const startedMs = calls.monotonicMs();
  await calls.pause(limits.windowMs, signal);
  const after = await traffic(tree);
  const windowMs = Math.round(calls.monotonicMs() - startedMs);

  const [ipv4, ipv6, resolver] = await Promise.all([
    tree.text('proc/net/route'),
    tree.text('proc/net/ipv6_route'),
    readNameServers(tree),
  ]);
  const defaultRoutes = [...parseIpv4Routes(ipv4 ?? '', endianness() === 'LE'), ...parseIpv6Routes(ipv6 ?? '')];
  const addresses = calls.interfaces();
  const interfaces: InterfaceReading[] = [];
  for (const [name, totals] of [...after].slice(0, limits.interfacesMax)) {
    signal.throwIfAborted();
    const rate = rateBetween(before.get(name), totals, windowMs);
    interfaces.push({
      ...(await linkOf(tree, name)),
      addresses: addressesOf(addresses[name] ?? []),
      totals,
      ...(rate && { rate }),
    });
  }
  return {
    windowMs,
    interfaces: interfaces.sort(byRelevance(new Set(defaultRoutes.map(route => route.interface)))),
    defaultRoutes,
    ...resolver,
    gaps: [
      ...(after.size > limits.interfacesMax
        ? [`Only ${limits.interfacesMax} of ${after.size} interfaces were looked at.`]
        : []),
      ...(resolver.nameservers.length > 0 ? [] : ['No name server is known: /etc/resolv.conf names none.']),
    ],
  };
}

async function traffic(tree: HostTree): Promise<Map<string, TrafficTotals>> {
  const parsed = parseTraffic((await tree.text('proc/net/dev')) ?? '');
  if (parsed.size === 0) throw cannotRead('/proc/net/dev');
  return parsed;
}

async function linkOf(tree: HostTree, name: string): Promise<Omit<InterfaceReading, 'addresses' | 'totals'>> {
  const file = (entry: string) => `sys/class/net/${name}/${entry}`;
  const [state, flags, mtu, speed] = await Promise.all([
    tree.word(file('operstate')),
    tree.word(file('flags')),
    tree.number(file('mtu')),
    tree.number(file('speed')),
  ]);
  const bits = Number.parseInt(flags ?? '', 16);
  // Loopback and some virtual interfaces have no carrier to tell of: `unknown`, though they work (operstates.rst).
  const isUp = state === 'up' || (state === 'unknown' && (bits & 0x1) === 1);
  return {
    name,
    state: isUp ? 'up' : state === undefined ? 'unknown' : 'down',
    loopback: name === 'lo' || (bits & 0x8) !== 0,
    ...(mtu !== undefined && { mtuBytes: mtu }),
    ...(speed !== undefined && speed > 0 && { speedMegabitsPerSecond: speed }),
  };
}

/** An interface's addresses, as node tells them. */
export function addressesOf(infos: NetworkInterfaceInfo[]): InterfaceReading['addresses'] {
  return infos.map(address);
}

function address({ address: text, family, cidr }: NetworkInterfaceInfo): InterfaceReading['addresses'][number] {
  const six = family === 'IPv6';
  const prefixLength = Number(cidr?.split('/')[1] ?? (six ? 128 : 32));
  return { address: text, family: six ? 6 : 4, prefixLength, scope: scopeOf(text) ?? 'public' };
}

function byRelevance(onDefaultRoute: Set<string>) {
  const rank = ({ name, loopback, state, addresses }: InterfaceReading) =>
    loopback ? 3 : onDefaultRoute.has(name) ? 0 : state === 'up' && addresses.length > 0 ? 1 : 2;
  const bytes = ({ totals }: InterfaceReading) => totals.receivedBytes + totals.sentBytes;
  return (one: InterfaceReading, other: InterfaceReading) =>
    rank(one) - rank(other) || bytes(other) - bytes(one) || one.name.localeCompare(other.name);
}

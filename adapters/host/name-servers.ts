import { scopeOf } from '../../domain/addresses.ts';
import type { HostTree } from './host-tree.ts';

export interface NameServers {
  nameservers: string[];
  searchDomains: string[];
}

/** Who is asked for names: resolv.conf's servers, or those behind systemd-resolved's stub when that is the only one. */
export async function readNameServers(tree: HostTree): Promise<NameServers> {
  const own = parseResolvConf((await tree.text('etc/resolv.conf')) ?? '');
  const isStub = own.nameservers.length > 0 && own.nameservers.every(server => scopeOf(server) === 'loopback');
  if (!isStub) return own;
  const behind = parseResolvConf((await tree.text('run/systemd/resolve/resolv.conf')) ?? '');
  return behind.nameservers.length > 0 ? behind : own;
}

/** resolv.conf(5); a server that is no address is passed over, the last `search` or `domain` counts. */
export function parseResolvConf(text: string): NameServers {
  const rows = text.split('\n').map(line => line.trim().split(/\s+/));
  const nameservers = rows.filter(([key, address]) => key === 'nameserver' && scopeOf(address ?? '') !== undefined);
  const search = rows.findLast(([key]) => key === 'search' || key === 'domain');
  return { nameservers: nameservers.map(([, address]) => address!), searchDomains: search?.slice(1) ?? [] };
}

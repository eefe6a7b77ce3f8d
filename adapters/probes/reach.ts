import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { type ReachPolicy, reachesScope } from '../../domain/probe/reach.ts';
import { failed } from './failures.ts';

/**
 * Resolves names for connections, leaving out every address that may not be looked at: what is connected to is what
 * was judged, so a name that answers differently a second time changes nothing.
 */
export interface Reach {
  /** For `net`, `tls` and `http`. Fails with `address_denied` when no address is left. */
  lookup: LookupFunction;
  /** @throws {WorkFailed} `address_denied`, when the host is itself an address, which nobody looks up. */
  requireHost(host: string): void;
}

export function reach(policy: ReachPolicy): Reach {
  const denied = listOf(policy.deniedAddresses);
  const allowed = listOf(policy.allowedAddresses);
  const isOpen = (address: string) => {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    return allowed.check(address, family) || (reachesScope(policy, address) && !denied.check(address, family));
  };
  return {
    requireHost(host) {
      if (isIP(host) !== 0 && !isOpen(host)) throw closed(host);
    },
    lookup(host, options, tell) {
      lookup(host, { ...options, all: true }, (error, found) => {
        if (error !== null) return tell(error, '', 0);
        const open = found.filter(({ address }) => isOpen(address));
        if (open.length === 0) return tell(closed(host), '', 0);
        if (options.all) return tell(null, open);
        return tell(null, open[0]!.address, open[0]!.family);
      });
    },
  };
}

function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const address of addresses) list.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

function closed(host: string) {
  return failed('address_denied', 'auth', false, `The policy of this host closes where ${host} leads to.`);
}

import { z } from 'zod';
import { type AddressScope, scopeOf } from '../addresses.ts';

/**
 * Where probes may look. Whoever may ask for one could otherwise look at what only this machine can reach: by default
 * a cloud's metadata service (link-local) and what is no single machine are closed, all else is open, since looking
 * at one's own machines is what probes are for.
 */

const scopes = [
  'unspecified',
  'loopback',
  'link_local',
  'private',
  'multicast',
  'public',
] as const satisfies AddressScope[];

const addresses = (says: string, usual: string[]) =>
  z
    .array(z.string().refine(text => scopeOf(text) !== undefined, 'an IPv4 or IPv6 address'))
    .max(200)
    .meta({ description: says, allowed: 'IPv4 and IPv6 addresses' })
    .default(usual);

export const reachPolicy = z.strictObject({
  deniedScopes: z
    .array(z.enum(scopes))
    .max(6)
    .meta({ description: 'kinds of addresses that are not looked at', allowed: scopes.join(' | ') })
    .default(['unspecified', 'link_local', 'multicast']),
  deniedAddresses: addresses('addresses that are not looked at, beside those kinds', [
    // Metadata services that are not link-local (AWS on IPv6, Alibaba, Oracle), and everybody at once.
    ...['fd00:ec2::254', '100.100.100.200', '192.0.0.192', '255.255.255.255'],
  ]),
  allowedAddresses: addresses('addresses that are looked at although their kind is not', []),
});
export type ReachPolicy = z.output<typeof reachPolicy>;

/** Whether probes may look at an address of this kind; single addresses are judged where they are known in one form. */
export function reachesScope({ deniedScopes }: ReachPolicy, address: string): boolean {
  const scope = scopeOf(address);
  return scope !== undefined && !deniedScopes.includes(scope);
}

import { isIP } from 'node:net';

/** What `/etc/resolv.conf` and `/etc/hosts` say. Total: what cannot be read is left out. */

export interface Surroundings {
  servers: string[];
  /** Tried behind names with fewer than `ndots` dots before the name itself, behind others after it. */
  search: string[];
  ndots: number;
}

const searchMax = 6;

export function surroundingsIn(resolvConf: string): Surroundings {
  const found: Surroundings = { servers: [], search: [], ndots: 1 };
  for (const [key, ...values] of linesOf(resolvConf)) {
    if (key === 'nameserver' && isIP(values[0]?.replace(/%.*$/, '') ?? '') !== 0) found.servers.push(values[0]!);
    if (key === 'search' || key === 'domain') found.search = values.slice(0, searchMax);
    const [, ndots] = (key === 'options' && /\bndots:(\d{1,2})\b/.exec(values.join(' '))) || [];
    if (ndots !== undefined) found.ndots = Number(ndots);
  }
  return found;
}

/** The names to be tried, in order. A name with a dot at its end is whole. */
export function candidates(name: string, { search, ndots }: Surroundings): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const longer = search.map(domain => `${name}.${domain}`);
  return name.split('.').length > ndots ? [name, ...longer] : [...longer, name];
}

export function addressesIn(hosts: string, name: string): string[] {
  const wanted = name.toLowerCase();
  return linesOf(hosts)
    .filter(([address = '', ...names]) => isIP(address) !== 0 && names.some(each => each.toLowerCase() === wanted))
    .map(([address]) => address!);
}

function linesOf(text: string): string[][] {
  return text
    .split('\n')
    .map(line => line.replace(/[#;].*$/, '').trim())
    .filter(line => line !== '')
    .map(line => line.split(/\s+/));
}

/** What an IP address is, and how to write a text that names no public one. Pure and total. */

/** How far an address reaches (RFC 6890). What is in no special range counts as `public`. */
export type AddressScope = 'unspecified' | 'loopback' | 'link_local' | 'private' | 'multicast' | 'public';

/** The scope of an IPv4 or IPv6 address, a zone (`%eth0`) allowed; undefined when the text is no address. */
export function scopeOf(address: string): AddressScope | undefined {
  const words = parseAddress(address);
  if (words === undefined) return undefined;
  if (words.length === 2) return scopeOfIpv4(words[0]!, words[1]!);
  if (isMappedIpv4(words)) return scopeOfIpv4(words[6]!, words[7]!);
  return scopeOfIpv6(words);
}

/**
 * The text with every public IPv4 and IPv6 address masked to its first half-network (`203.0.x.x`,
 * `2001:db8:…`). Lines, private, local and multicast addresses stay as they are.
 */
export function redactPublicAddresses(text: string): string {
  return text.replace(/[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+/g, maskCandidate);
}

/** 16-bit words, 2 for IPv4 and 8 for IPv6. */
function parseAddress(text: string): number[] | undefined {
  const plain = text.split('%', 1)[0]!;
  return plain.includes(':') ? parseIpv6(plain) : parseIpv4(plain);
}

function parseIpv4(text: string): number[] | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every(octet => /^\d{1,3}$/.test(octet) && Number(octet) < 256)) return undefined;
  const [a, b, c, d] = octets.map(Number) as [number, number, number, number];
  return [a * 256 + b, c * 256 + d];
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0]!);
  const tail = parseGroups(halves[1] ?? '');
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1) return missing === 0 ? head : undefined;
  return missing < 1 ? undefined : [...head, ...Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const words = groups.flatMap((group, index) => {
    if (group.includes('.')) return (index === groups.length - 1 && parseIpv4(group)) || [Number.NaN];
    return /^[0-9A-Fa-f]{1,4}$/.test(group) ? [Number.parseInt(group, 16)] : [Number.NaN];
  });
  return words.some(Number.isNaN) ? undefined : words;
}

function isMappedIpv4(words: number[]): boolean {
  return words.slice(0, 5).every(word => word === 0) && words[5] === 0xffff;
}

function scopeOfIpv4(high: number, low: number): AddressScope {
  const first = high >> 8;
  if (high === 0 && low === 0) return 'unspecified';
  if (first === 127) return 'loopback';
  if (high === 0xa9fe) return 'link_local';
  if (first === 10 || high === 0xc0a8 || (high & 0xfff0) === 0xac10) return 'private';
  if ((high & 0xffc0) === 0x6440) return 'private'; // 100.64.0.0/10, behind a carrier's translation (RFC 6598).
  return first >= 224 && first < 240 ? 'multicast' : 'public';
}

function scopeOfIpv6(words: number[]): AddressScope {
  const [first] = words as [number];
  if (words.slice(0, 7).every(word => word === 0) && words[7]! < 2) return words[7] === 0 ? 'unspecified' : 'loopback';
  if ((first & 0xffc0) === 0xfe80) return 'link_local';
  if ((first & 0xfe00) === 0xfc00) return 'private';
  return first >> 8 === 0xff ? 'multicast' : 'public';
}

/** A run of hex digits, dots and colons may be an address, one with a port, or something else (a time, a MAC). */
function maskCandidate(run: string): string {
  const [, body, end] = /^(.*?)([.:]?)$/.exec(run) as unknown as [string, string, string];
  for (const [address, rest] of [[run, ''] as const, [body, end] as const, cutPort(body, end)]) {
    const scope = scopeOf(address);
    if (scope !== undefined) return scope === 'public' ? `${mask(address)}${rest}` : run;
  }
  return run.replace(/\d{1,3}(?:\.\d{1,3}){3}/g, part => (scopeOf(part) === 'public' ? mask(part) : part));
}

function cutPort(body: string, end: string): readonly [string, string] {
  const at = body.lastIndexOf(':');
  return at < 0 ? [body, end] : [body.slice(0, at), `${body.slice(at)}${end}`];
}

function mask(address: string): string {
  const separator = address.includes(':') ? ':' : '.';
  const [first = '', second = ''] = address.split(separator);
  return separator === '.' ? `${first}.${second}.x.x` : `${first}:${second || 'x'}:…`;
}

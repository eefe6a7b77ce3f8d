/** IP addresses as /proc/net writes them: 32-bit words in hex, each in the byte order of the machine. */

/** `0100007F` → `127.0.0.1`; 8 digits for IPv4, 32 for IPv6; undefined for other text. */
export function parseKernelAddress(hex: string, littleEndian = true): string | undefined {
  if (!/^(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{32})$/.test(hex)) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  if (littleEndian) bytes.swap32();
  return bytes.length === 4 ? bytes.join('.') : writeIpv6(bytes);
}

/** The 32 hex digits of `/proc/net/ipv6_route`, which are in network order. */
export function parseRouteAddress(hex: string): string | undefined {
  return parseKernelAddress(hex, false);
}

/** The text of an IPv6 address as RFC 5952 wants it: lower case, the longest run of zeros once as `::`. */
function writeIpv6(bytes: Buffer): string {
  const words = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2));
  if (words.slice(0, 5).every(word => word === 0) && words[5] === 0xffff)
    return `::ffff:${bytes.subarray(12).join('.')}`;
  const groups = words.map(word => word.toString(16));
  const zeros = longestZeros(words);
  if (zeros.length < 2) return groups.join(':');
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.start + zeros.length).join(':')}`;
}

function longestZeros(words: number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let length = 0;
  for (const [index, word] of words.entries()) {
    length = word === 0 ? length + 1 : 0;
    if (length > longest.length) longest = { start: index - length + 1, length };
  }
  return longest;
}

import type { LookupFunction } from 'node:net';
import type { Address } from '../../actors/name-ports.ts';

/** As sockets want to be told addresses: Node tries them in turn, 250 ms apart, and the first that answers wins. */
export function lookupBy(addresses: (name: string) => Promise<Address[]>): LookupFunction {
  return (name, { all, family }, callback) => {
    const wanted = family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : undefined;
    addresses(name).then(
      found => {
        const fitting = found.filter(each => wanted === undefined || each.family === wanted);
        const [first] = fitting;
        if (first === undefined)
          callback(Object.assign(new Error(`${name} has no such address`), { code: 'DNS_NODATA' }), []);
        else if (all) callback(null, fitting);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, []),
    );
  };
}

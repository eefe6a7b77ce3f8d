import type { Listener } from '../../actors/answers/host-ports.ts';
import { scopeOf } from '../../domain/addresses.ts';
import { parseKernelAddress } from './kernel-addresses.ts';
import { wholeNumber } from './numbers.ts';

export type SocketTable = 'tcp' | 'tcp6' | 'udp' | 'udp6';

export type ListeningSocket = Omit<Listener, 'process' | 'userName' | 'userId'> & { userId: number; inode: number };

/** Column `st` (include/net/tcp_states.h): LISTEN, and for UDP "not connected". */
const waiting = { tcp: '0A', udp: '07' } as const;

/** The sockets of `/proc/net/<table>` that wait for someone; a line that is none is passed over. */
export function parseListening(text: string, table: SocketTable, littleEndian: boolean): ListeningSocket[] {
  const protocol = table.startsWith('tcp') ? 'tcp' : 'udp';
  return text.split('\n').flatMap(line => {
    const [, local, , state, , , , user, , inode] = line.trim().split(/\s+/);
    if (state !== waiting[protocol]) return [];
    const [hex = '', portHex = ''] = local?.split(':') ?? [];
    const address = parseKernelAddress(hex, littleEndian);
    const port = /^[0-9A-Fa-f]{4}$/.test(portHex) ? Number.parseInt(portHex, 16) : undefined;
    const [userId, socket] = [wholeNumber(user), wholeNumber(inode)];
    if (address === undefined || port === undefined || userId === undefined || socket === undefined) return [];
    const family = table.endsWith('6') ? 6 : 4;
    return [{ protocol, family, address, scope: scopeOf(address) ?? 'public', port, userId, inode: socket }];
  });
}

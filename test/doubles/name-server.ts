import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type Answer, decode, encode, type Packet, streamDecode, streamEncode } from 'dns-packet';

/** A name server on loopback, over UDP and TCP, that answers as it is told. */
export interface NameServerDouble {
  /** `127.0.0.1:port` */
  address: string;
  /** Questions so far, like `A api.example`, with `/tcp` behind those that came that way. */
  asked: string[];
  says: Says;
  ttlSeconds: number;
  close(): Promise<void>;
}

/** Addresses, or what goes wrong. `silent`: no answer at all; `truncated`: the rest only over TCP. */
export type Says = (
  type: string,
  name: string,
) => { addresses: string[]; truncated?: true; afterMs?: number } | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'silent';

const rcodes = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 } as const;
const truncatedFlag = 1 << 9;

export async function nameServer(says: Says): Promise<NameServerDouble> {
  const double = { asked: [] as string[], says, ttlSeconds: 60 } as NameServerDouble;
  const tcp = createServer(socket => {
    socket.on('error', () => {}); // Whoever asked may be gone.
    socket.once('data', data => reply(streamDecode(data), true, packet => socket.end(streamEncode(packet))));
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const { port } = tcp.address() as AddressInfo;
  const udp = createSocket('udp4');
  udp.on('message', (data, from) =>
    reply(decode(data), false, packet => udp.send(encode(packet), from.port, from.address)),
  );
  udp.bind(port, '127.0.0.1');
  await once(udp, 'listening');
  const timers = new Set<NodeJS.Timeout>();
  return Object.assign(double, {
    address: `127.0.0.1:${port}`,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  });

  function reply({ id, questions = [] }: Packet, isTcp: boolean, send: (packet: Packet) => void): void {
    const [{ type, name }] = questions as [{ type: string; name: string }];
    double.asked.push(`${type} ${name}${isTcp ? '/tcp' : ''}`);
    const said = double.says(type, name);
    if (said === 'silent') return;
    const head = { id: id!, type: 'response' as const, questions };
    if (typeof said === 'string') {
      send({ ...head, flags: rcodes[said] });
      return;
    }
    const isCut = said.truncated === true && !isTcp;
    const answers = isCut ? [] : said.addresses.map(data => ({ type, name, ttl: double.ttlSeconds, data }) as Answer);
    const answer = () => send({ ...head, flags: isCut ? truncatedFlag : 0, answers });
    if (said.afterMs === undefined) answer();
    else timers.add(setTimeout(answer, said.afterMs));
  }
}

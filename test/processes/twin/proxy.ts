import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on loopback that can be told to delay, to cut and to reset what passes through it. */
export interface TcpProxy {
  port: number;
  /** Each piece of data, both ways, waits so long. */
  delay(ms: number): void;
  /** Ends every connection in good order. */
  cut(): void;
  /** Ends every connection with a TCP reset. */
  reset(): void;
  /** Takes no connection while it is shut; those there are end. */
  shut(isShut: boolean): void;
  close(): Promise<void>;
}

export async function proxy(to: { port: number }): Promise<TcpProxy> {
  const pairs = new Set<[Socket, Socket]>();
  let delayMs = 0;
  let isShut = false;
  const server = createServer(client => {
    if (isShut) return void client.resetAndDestroy();
    const target = connect(to.port, '127.0.0.1');
    const pair: [Socket, Socket] = [client, target];
    pairs.add(pair);
    pipe(client, target);
    pipe(target, client);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => {}); // An end like any other: `close` follows.
      socket.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const each = (end: (socket: Socket) => void) => {
    for (const pair of pairs) for (const socket of pair) end(socket);
  };
  return {
    port: (server.address() as AddressInfo).port,
    delay: ms => {
      delayMs = ms;
    },
    cut: () => each(socket => socket.end()),
    reset: () => each(socket => socket.resetAndDestroy()),
    shut: shut => {
      isShut = shut;
      if (shut) each(socket => socket.resetAndDestroy());
    },
    async close() {
      each(socket => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };

  function pipe(from: Socket, into: Socket): void {
    from.on('data', data => {
      if (delayMs === 0) return void into.write(data);
      setTimeout(() => into.writable && into.write(data), delayMs);
    });
    from.on('end', () => setTimeout(() => into.end(), delayMs));
  }
}

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Handler, handler } from './handle.ts';
import type { HttpPorts, HttpSettings } from './ports.ts';
import { StartError } from './start-error.ts';

export interface HttpDoor {
  /** Like `http://127.0.0.1:7466`. */
  url: string;
  /** The page, opened once by whoever has this link, within 15 minutes. */
  link(): string;
  /** Takes nothing new; what is under way gets a second. */
  close(): Promise<void>;
}

const usualPort = 7466;
const headersBytesMax = 16 * 1024;
const headersWithinMs = 5_000;
const requestWithinMs = 10_000;
const idleMs = 5_000;
const closeWithinMs = 1_000;

/**
 * Opens the door.
 * @throws {StartError} when it cannot listen where it was told to.
 */
export async function httpDoor(settings: HttpSettings, ports: HttpPorts): Promise<HttpDoor> {
  const answering: Handler = handler(settings, ports);
  const server = createServer(
    {
      maxHeaderSize: headersBytesMax,
      headersTimeout: headersWithinMs,
      requestTimeout: requestWithinMs,
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: 1_000,
    },
    answering.take,
  );
  server.maxConnections = settings.connectionsMax;
  server.maxRequestsPerSocket = 1_000;
  await listen(server, settings, ports);
  const url = `http://${inUrl(settings.host)}:${(server.address() as AddressInfo).port}`;
  return {
    url,
    link: () => `${url}/enter?key=${answering.visitors.oneTimeKey()}`,
    async close() {
      answering.close();
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      server.closeIdleConnections();
      const late = setTimeout(() => server.closeAllConnections(), closeWithinMs);
      await closed;
      clearTimeout(late);
    },
  };
}

/** Where nothing was said of the port, a usual one that is taken is no reason not to start. */
async function listen(server: Server, { host, port }: HttpSettings, { log }: HttpPorts): Promise<void> {
  try {
    await listenAt(server, host, port ?? usualPort);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (port !== undefined || code !== 'EADDRINUSE') throw new StartError(host, port ?? usualPort, cause);
    await listenAt(server, host, 0);
    const { port: free } = server.address() as AddressInfo;
    log.warn(
      { usual: usualPort, port: free },
      'the usual HTTP port is taken: another one was; set http.port to choose',
    );
  }
}

function listenAt(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function inUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

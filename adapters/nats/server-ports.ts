import { get } from 'node:http';
import { createServer } from 'node:net';

/** A TCP port on loopback that nothing listened on a moment ago. Another process may still take it first. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Whether the server says that it is well, JetStream included. Answers within `timeoutMs`, never throws. */
export function isHealthy(monitorUrl: string, timeoutMs: number): Promise<boolean> {
  return new Promise(resolve => {
    const request = get(`${monitorUrl}/healthz`, { agent: false, timeout: timeoutMs }, response => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    // Not listening yet is the expected answer of a server that starts.
    request.once('error', () => resolve(false));
  });
}

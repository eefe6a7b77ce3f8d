import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { EventStoreDbDouble } from './double.ts';
import type { Fault, Point, SubscriptionFault } from './faults.ts';
import type { Foreign } from './wire-log.ts';

/**
 * The double's control over HTTP, for tests that run it as a program: `POST` with a JSON body to
 * `/faults` (`{ point, fault, count? }`), `/meddle` (`{ fault }`), `/foreign`, `/cut`, `/down`, `/up`; `GET /heard`.
 */
export async function controlServer(double: EventStoreDbDouble) {
  const server = createServer(async (request, response) => {
    try {
      const answer = await act(double, request.url ?? '', await bodyOf(request));
      response.end(JSON.stringify(answer ?? {}));
    } catch (error) {
      response.writeHead(400).end(JSON.stringify({ error: String(error) }));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function act(double: EventStoreDbDouble, path: string, body: unknown): Promise<unknown> {
  switch (path) {
    case '/faults': {
      const { point, fault, count } = body as { point: Point; fault: Fault; count?: number };
      return double.faults.add(point, fault, count);
    }
    case '/meddle':
      return { met: double.meddle((body as { fault: SubscriptionFault }).fault) };
    case '/foreign':
      return double.addForeign(body as Foreign);
    case '/cut':
      return double.cut();
    case '/down':
      return double.down();
    case '/up':
      return double.up();
    case '/heard':
      return double.heard;
    default:
      throw new Error(`${path} is not known: /faults /meddle /foreign /cut /down /up /heard`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
}

import type { ServerResponse } from 'node:http';
import type { HttpPorts } from './ports.ts';
import { replyJson } from './reply.ts';

const paths = ['/livez', '/readyz', '/startupz', '/healthz'];

export const isHealth = (path: string) => paths.includes(path);

/**
 * For supervisors and load balancers, without a token: one word and the names of the parts, no cause and no number. The
 * door opens once the program is ready, so that it answers at all is what `/livez` and `/startupz` say.
 */
export async function answerHealth(path: string, response: ServerResponse, ports: HttpPorts): Promise<void> {
  if (path === '/livez' || path === '/startupz') return replyJson(response, 200, { status: 'ok' });
  const { ready, parts } = await ports.readiness();
  const shown = parts.map(({ name, state }) => ({ name, state }));
  replyJson(response, ready ? 200 : 503, { status: ready ? 'ok' : 'unavailable', parts: shown });
}

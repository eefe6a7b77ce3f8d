import { request } from 'node:http';
import type { ExecutionContext } from 'ava';
import type { Answers } from '../../../adapters/http/api/routes.ts';
import { type HttpDoor, httpDoor } from '../../../adapters/http/door.ts';
import { metrics } from '../../../adapters/http/metrics/metrics.ts';
import type { HttpPorts, HttpSettings } from '../../../adapters/http/ports.ts';
import { pageFile } from '../../../adapters/page/page-file.ts';
import { noSources } from './metric-sources.ts';

export const token = 'a-token-of-the-tests-0123456789';
export const asOf = { position: '7', lagEvents: 0, lagMs: 0 };

export interface Said {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests know what they asked for.
  json(): any;
}

/** A door of its own for a test, on a free port; only what the test names is answered. */
export async function door(
  t: ExecutionContext,
  ports: Partial<Omit<HttpPorts, 'answers'>> & { answers?: Partial<Answers> } = {},
  settings: Partial<HttpSettings> = {},
) {
  let nowMs = 1_000;
  let secrets = 0;
  const opened: HttpDoor = await httpDoor(
    {
      ...{ host: '127.0.0.1', port: 0, names: ['ops.example'], token, perSecond: 10, burst: 20 },
      ...{ connectionsMax: 50, watchersMax: 2, sessionMs: 60_000 },
      ...settings,
    },
    {
      readiness: async () => ({ ready: true, parts: [] }),
      live: async () => ({ seen: true }),
      metrics: accept => metrics().scrape(noSources, accept),
      file: pageFile,
      clock: { monotonicMs: () => nowMs },
      secret() {
        secrets += 1;
        return `secret-${secrets}`;
      },
      log: { info() {}, warn() {} },
      ...ports,
      answers: (ports.answers ?? {}) as Answers,
    },
  );
  t.teardown(() => opened.close());
  const ask = (path: string, headers: Record<string, string> = {}, how: { method?: string; body?: string } = {}) =>
    new Promise<Said>((resolve, reject) => {
      const { port } = new URL(opened.url);
      const sent = request({ host: '127.0.0.1', port, path, method: how.method ?? 'GET', headers }, response => {
        let text = '';
        response.on('data', chunk => {
          text += String(chunk);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, text, json: () => JSON.parse(text) }),
        );
      });
      sent.on('error', reject);
      sent.end(how.body);
    });
  return {
    door: opened,
    ask,
    bearer: { authorization: `Bearer ${token}` },
    pass(ms: number) {
      nowMs += ms;
    },
  };
}

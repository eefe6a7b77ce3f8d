import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { PastLog } from '../../actors/forensics/ports.ts';
import { type HttpDoor, httpDoor } from '../../adapters/http/door.ts';
import type { Metrics } from '../../adapters/http/metrics/metrics.ts';
import { pageFile } from '../../adapters/page/page-file.ts';
import { readSecret } from '../config/secrets.ts';
import type { Config } from '../config.ts';
import type { ProcessLog } from '../log.ts';
import type { Inside } from '../program/inside.ts';
import { systemClock as clock } from '../system-time.ts';
import { answersOf } from './http-answers.ts';
import { metricSources } from './metric-sources.ts';

/** Opens HTTP on a running program; none where the configuration closes it. */
export async function httpSide(
  config: Config,
  inside: Inside,
  past: PastLog,
  metrics: Metrics,
  log: ProcessLog,
): Promise<HttpDoor | undefined> {
  const { http } = config;
  if (!http.enabled) return undefined;
  const sources = metricSources(inside);
  const door = await httpDoor(
    { ...http, port: http.port, token: tokenOf(http.tokenFile) },
    {
      answers: answersOf(inside, past, config),
      async readiness() {
        const parts = await inside.signs.vitals();
        return { ready: parts.every(({ state }) => state !== 'down'), parts };
      },
      live: () => liveOf(inside),
      metrics: accept => metrics.scrape(sources, accept),
      file: pageFile,
      secret: () => randomBytes(32).toString('base64url'),
      ...{ clock, log },
    },
  );
  log.info({ url: door.url }, 'HTTP is open');
  return door;
}

/** What a page that is kept up to date shows: the whole from the views, and what this process knows of itself. */
async function liveOf({ queries, signs, dependencies, pools }: Inside): Promise<object> {
  const [ops, vitals] = await Promise.all([queries.ops(), signs.vitals()]);
  const { uptimeMs: _uptime, loopDelayMs: _delay, ...status } = signs.status();
  return { ops, vitals, status, dependencies: dependencies(), pools: pools() };
}

/** The token of the file; a new one, for its owner's eyes alone, where there is no such file. */
function tokenOf(file: string): string {
  try {
    readFileSync(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
      writeFileSync(`${file}.tmp`, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
      renameSync(`${file}.tmp`, file);
    }
  }
  return readSecret(file);
}

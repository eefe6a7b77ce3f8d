import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Answers } from '../../adapters/http/api/routes.ts';
import { type HttpDoor, httpDoor } from '../../adapters/http/door.ts';
import type { Metrics } from '../../adapters/http/metrics/metrics.ts';
import { pageFile } from '../../adapters/page/page-file.ts';
import { readSecret } from '../config/secrets.ts';
import type { Config } from '../config.ts';
import type { ProcessLog } from '../log.ts';
import type { Inside } from '../program/inside.ts';
import { systemClock as clock } from '../system-time.ts';
import { metricSources } from './metric-sources.ts';

/** Opens HTTP on a running program; none where the configuration closes it. */
export async function httpSide(
  config: Config,
  inside: Inside,
  metrics: Metrics,
  log: ProcessLog,
): Promise<HttpDoor | undefined> {
  const { http } = config;
  if (!http.enabled) return undefined;
  const sources = metricSources(inside);
  const door = await httpDoor(
    { ...http, port: http.port, token: tokenOf(http.tokenFile) },
    {
      answers: answersOf(inside),
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

function answersOf({ queries }: Inside): Answers {
  return {
    ops: asked => queries.ops(said(asked)),
    chats: asked => queries.chats(said(asked)),
    jobs: asked => queries.jobs(said(asked)),
    job: ({ jobId }) => queries.job(jobId),
    jobCounts: () => queries.jobCounts(),
    openJobs: () => queries.openJobs(),
    slo: () => queries.slo(),
    alerts: () => queries.alerts(),
    trace: ({ id }) => queries.trace(id),
    audit: asked => queries.audit(said(asked)),
    auditChain: asked => queries.auditChain(said(asked)),
    log: asked => queries.log(said(asked)),
    openWork: () => queries.openWork(),
    idempotency: ({ key }) => queries.idempotency(key),
    idempotencyTotals: asked => queries.idempotencyTotals(said(asked)),
    processes: asked => queries.processes(said(asked)),
  };
}

type Said<Asked> = { [Key in keyof Asked]?: Exclude<Asked[Key], undefined> };

/** What was not asked is not there, rather than undefined. */
function said<Asked extends object>(asked: Asked): Said<Asked> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Said<Asked>;
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

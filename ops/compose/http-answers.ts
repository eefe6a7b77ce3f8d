import { incident } from '../../actors/forensics/incident.ts';
import { incidentChart, incidentReport } from '../../actors/forensics/incident-report.ts';
import type { PastLog, PastPorts } from '../../actors/forensics/ports.ts';
import { streamEvents, streamPast } from '../../actors/forensics/stream-past.ts';
import { replayPoint } from '../../actors/replay.ts';
import type { Answers } from '../../adapters/http/api/routes.ts';
import { foldable } from '../../domain/aggregates.ts';
import { chartOption } from '../../domain/chart/option.ts';
import type { ChartSpec } from '../../domain/chart/spec.ts';
import { atStep } from '../../domain/chart/steps.ts';
import { type StreamName, streamName } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { sloChart } from '../../domain/slo/charts.ts';
import type { Config } from '../config.ts';
import type { Inside } from '../program/inside.ts';
import { wordsOf } from '../program/past-words.ts';
import { svgOf } from './pictures.ts';

/** One answer for each route: from the read models, and from the log itself where it is looked back on. */
export function answersOf({ queries }: Inside, log: PastLog, { timeZone, access }: Config): Answers {
  const past: PastPorts = { log, kinds: foldable(), words: wordsOf };
  return {
    ops: asked => queries.ops(said(asked)),
    chats: asked => queries.chats(said(asked)),
    jobs: asked => queries.jobs(said(asked)),
    job: ({ jobId }) => queries.job(jobId),
    jobCounts: () => queries.jobCounts(),
    openJobs: () => queries.openJobs(),
    slo: () => queries.slo(),
    sloHistory: ({ sli, window }) => queries.sloHistory({ sli, ...(window === undefined ? {} : { window }) }),
    alerts: () => queries.alerts(),
    trace: ({ id }) => queries.trace(id),
    audit: asked => queries.audit(said(asked)),
    auditChain: asked => queries.auditChain(said(asked)),
    log: asked => queries.log(said(asked)),
    openWork: () => queries.openWork(),
    idempotency: ({ key }) => queries.idempotency(key),
    idempotencyTotals: asked => queries.idempotencyTotals(said(asked)),
    processes: asked => queries.processes(said(asked)),
    people: async () => ({ people: access.users.map(({ id, name, role }) => ({ id: `tg:${id}`, name, role })) }),
    async sloChart({ sli, chart, window, ...looks }) {
      return drawn(sloChart(chart, await queries.sloHistory({ sli, window }), { ...looks, timeZone }));
    },
    streamEvents: ({ stream, from, limit }) => streamEvents(named(stream), past, { from: BigInt(from), limit }),
    streamPast: ({ stream, until, count }) =>
      streamPast(named(stream), past, { until: until === undefined ? undefined : replayPoint(until), count }),
    incident: ({ from, to }) => incident(utc(from), utc(to), past),
    async incidentChart({ from, to, theme, width, height }) {
      const spec = incidentChart(await incident(utc(from), utc(to), past), { timeZone, theme });
      return drawn({ ...spec, size: { width, height, ratio: 1 } });
    },
    async incidentReport({ from, to }) {
      const found = await incident(utc(from), utc(to), past);
      const svg = await svgOf(incidentChart(found, { timeZone, theme: 'light' }));
      return incidentReport(found, timeZone, `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
    },
  };
}

const drawn = (spec: ChartSpec) => ({ option: chartOption(atStep(spec, 'full')) });
const utc = (moment: string) => new Date(moment).toISOString();

function named(text: string): StreamName {
  const stream = streamName.safeParse(text);
  if (stream.success) return stream.data;
  throw new Refusal('invalid_request', `“${text.slice(0, 60)}” is no stream.`, { hint: 'For example chat-1001.' });
}

type Said<Asked> = { [Key in keyof Asked]?: Exclude<Asked[Key], undefined> };

/** What was not asked is not there, rather than undefined. */
function said<Asked extends object>(asked: Asked): Said<Asked> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Said<Asked>;
}

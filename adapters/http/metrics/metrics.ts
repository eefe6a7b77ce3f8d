import { type OpenMetricsContentType, Registry } from 'prom-client';
import { type Counting, counted } from './counted.ts';
import { gauges } from './gauges.ts';
import type { MetricSources } from './sources.ts';

export interface Metrics {
  recorded: Counting;
  /** In OpenMetrics, with exemplars, for whoever asks for it; else in the older text format. One scrape at a time. */
  scrape(sources: MetricSources, accept: string): Promise<{ type: string; text: string }>;
}

/** The metrics of this process; `ops/prometheus` and `ops/grafana` go by their names. */
export function metrics(): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const recorded = counted(registry);
  const reading = gauges(registry);
  let last: Promise<unknown> = Promise.resolve();
  return {
    recorded,
    scrape(sources, accept) {
      const scraped = last.then(async () => {
        await reading.read(sources);
        const open = await registry.metrics();
        return accept.includes('application/openmetrics-text')
          ? { type: registry.contentType, text: open }
          : { type: Registry.PROMETHEUS_CONTENT_TYPE, text: plain(open) };
      });
      last = scraped.catch(() => undefined); // Told to whoever scraped; the next scrape is another one.
      return scraped;
    },
  };
}

/** OpenMetrics in the words of the older format: counters are called as their lines are, no exemplars, no end mark. */
function plain(open: string): string {
  const counters = new Set([...open.matchAll(/^# TYPE (\S+) counter$/gm)].map(([, name]) => name));
  return open
    .split('\n')
    .filter(line => line !== '# EOF')
    .map(line => {
      const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
      if (kind !== undefined) return counters.has(name) ? `# ${kind} ${name}_total ${rest}` : line;
      return line.replace(/ # \{.*\} [\d.e+-]+ [\d.e+-]+$/, '');
    })
    .join('\n');
}

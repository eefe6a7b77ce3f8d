import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { defaultGuard } from '../domain/slo/alerts.ts';
import { defaultObjectives } from '../domain/slo/objectives.ts';
import { dashboard } from './grafana/dashboard.ts';
import { ruleGroups } from './prometheus/rules.ts';

/**
 * Writes the rules for Prometheus and the dashboard for Grafana: `node ops/monitoring.ts`; with `--check` it only says
 * whether they are as the objectives make them. They are of the defaults: whoever sets other objectives generates anew.
 */
export function monitoringFiles(): Record<string, string> {
  const rules = stringify(ruleGroups(defaultObjectives, defaultGuard), { lineWidth: 120 });
  return {
    'prometheus/binnacle.rules.yml': `# Made by ops/monitoring.ts of the objectives in domain/slo: change them there.\n${rules}`,
    'grafana/binnacle.json': `${JSON.stringify(dashboard(defaultObjectives), null, 2)}\n`,
  };
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(monitoringFiles())) {
    const path = join(import.meta.dirname, name);
    if (!process.argv.includes('--check')) writeFileSync(path, text);
    else if (readFileSync(path, 'utf8') !== text) {
      console.error(`${name} is not what the objectives make: run node ops/monitoring.ts`);
      process.exitCode = 1;
    }
  }
}

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import { parse } from 'yaml';
import { metrics } from '../../adapters/http/metrics/metrics.ts';
import { alertRules } from '../../domain/slo/alerts.ts';
import { slis } from '../../domain/slo/objectives.ts';
import { monitoringFiles } from '../../ops/monitoring.ts';
import type { Groups, Rule } from '../../ops/prometheus/rules.ts';
import { noSources } from '../adapters/http/metric-sources.ts';

const ops = join(import.meta.dirname, '../../ops');
const files = monitoringFiles();
const rules = (parse(files['prometheus/binnacle.rules.yml']!) as Groups).groups.flatMap(group => group.rules);
const board = JSON.parse(files['grafana/binnacle.json']!) as {
  panels: {
    id: number;
    title: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets: { expr: string }[];
  }[];
};

/** Every name that a scrape gives, with the labels it has; what is recorded by a rule too. */
async function known(): Promise<Map<string, Set<string>>> {
  const { text } = await metrics().scrape(noSources, '');
  const names = new Map<string, Set<string>>();
  for (const [, name] of text.matchAll(/^# TYPE (\S+) /gm)) names.set(name!, new Set());
  for (const [, name, labels] of text.matchAll(/^([a-z_:]+)(?:\{([^}]*)\})? /gm)) {
    const all = names.get(name!) ?? new Set();
    for (const [, label] of (labels ?? '').matchAll(/(\w+)="/g)) all.add(label!);
    names.set(name!, all);
  }
  for (const name of ['binnacle_reply_seconds']) names.set(`${name}_bucket`, new Set(['le']));
  for (const { record } of rules) if (record !== undefined) names.set(record, new Set());
  return names;
}

const named = (expr: string) => [...expr.matchAll(/\b((?:binnacle|process)[a-z_:0-9]*)(?:\{([^}]*)\})?/g)];

test('[T-54] every rule and every panel asks for metrics, and for labels, that there are', async t => {
  const there = await known();
  const exprs = [
    ...rules.map(({ expr }) => expr),
    ...board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  t.true(exprs.length > 40);
  for (const expr of exprs) {
    t.true(named(expr).length > 0, expr);
    for (const [, name, labels] of named(expr)) {
      t.true(there.has(name!), `${name} in ${expr}`);
      for (const [, label] of (labels ?? '').matchAll(/(\w+)=/g))
        t.true(there.get(name!)!.has(label!), `${label} of ${name}`);
    }
  }
});

test('[R-401] each indicator has each rule of burn, with its owner, and every alert says what to do', t => {
  const burns = rules.filter(({ alert }) => alert?.startsWith('BinnacleBurn'));
  t.is(burns.length, slis.length * alertRules.length);
  const alerts = rules.filter((rule): rule is Rule & { alert: string } => rule.alert !== undefined);
  for (const { alert, labels, annotations } of alerts) {
    t.regex(labels?.severity ?? '', /^(page|ticket)$/, alert);
    t.true((annotations?.summary ?? '').length > 10, alert);
    t.true((annotations?.description ?? '').length > 20, alert);
  }
  for (const { labels } of burns) t.truthy(labels?.owner);
});

test('no panel lies over another, and none is wider than the board', t => {
  const cells = new Set<string>();
  for (const { title, gridPos } of board.panels) {
    t.true(gridPos.x + gridPos.w <= 24, title);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        t.false(cells.has(`${x} ${y}`), title);
        cells.add(`${x} ${y}`);
      }
  }
  t.is(new Set(board.panels.map(({ id }) => id)).size, board.panels.length);
});

test('the files are what the objectives make', t => {
  for (const [name, text] of Object.entries(files)) t.is(readFileSync(join(ops, name), 'utf8'), text, name);
});

const promtool = spawnSync('promtool', ['--version']).error === undefined;
if (!promtool) console.log('promtool is not installed: the rules are not held against it here');

(promtool ? test : test.skip)('[T-54] promtool has nothing to say against the rules', t => {
  const said = execFileSync('promtool', ['check', 'rules', join(ops, 'prometheus/binnacle.rules.yml')], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  t.regex(said, new RegExp(`SUCCESS: ${rules.length} rules found`));
});

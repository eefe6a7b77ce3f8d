import { metrics } from '../sample/metrics.ts';
import type { CommandSpec } from './spec.ts';

/** The commands about machines over time: samples, and the alerts that are decided on them. */

const windows = [
  { label: '1 h', value: '1h' },
  { label: '6 h', value: '6h' },
  { label: '24 h', value: '24h' },
  { label: '7 d', value: '7d' },
];

/** A metric and a window for each button. */
const choices = metrics
  .filter(({ name }) => ['cpu', 'ram', 'disk', 'net', 'load'].includes(name))
  .flatMap(({ name, label }) =>
    windows.slice(1).map(({ label: window, value }) => ({ label: `${label}, ${window}`, value: `${name} ${value}` })),
  )
  .slice(0, 11);

export const machineCommands: readonly CommandSpec[] = [
  {
    name: 'hosts',
    label: 'Machines',
    group: 'Server',
    role: 'viewer',
    summary: 'The machines that send samples: last one, lag, version',
    arguments: [],
    answeredBy: 'outside',
  },
  {
    name: 'recent',
    label: 'Recent trouble',
    group: 'Server',
    role: 'viewer',
    summary: 'What stood out lately: over its threshold, or as you filter',
    arguments: [
      {
        kind: 'rest',
        name: 'what',
        summary: 'any of: 1-100, 6h, 2026-11-20..2026-11-21, cpu>85 ram>=80, @host',
        lengthMax: 300,
      },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'export',
    group: 'Server',
    role: 'viewer',
    summary: 'Measured values as a file: csv or json',
    arguments: [
      {
        kind: 'rest',
        name: 'what',
        summary: 'metrics, then any of: 6h, 2026-11-20..2026-11-21, @host, csv or json',
        lengthMax: 300,
        required: true,
        question: 'Which values? Press one, or send something like: cpu ram 6h @web-1 json',
        choices,
      },
    ],
    answeredBy: 'outside',
  },
];

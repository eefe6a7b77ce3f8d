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
    name: 'graph',
    label: 'Charts',
    group: 'Server',
    role: 'viewer',
    summary: 'A chart: of one metric or several, one machine or several',
    arguments: [
      {
        kind: 'rest',
        name: 'what',
        summary: 'metrics, then any of: 6h, 2026-11-20..2026-11-21, @host, light',
        lengthMax: 300,
        required: true,
        question: 'Of what? Press one, or send something like: cpu ram 24h @web-1 @web-2',
        choices,
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
  {
    name: 'alerts',
    group: 'Server',
    role: 'viewer',
    summary: 'Alert rules and how each stands, mutes, who acknowledged',
    arguments: [],
    answeredBy: 'outside',
  },
  {
    name: 'ack',
    label: 'Acknowledge',
    group: 'Server',
    role: 'operator',
    summary: 'Acknowledges an alert: no more reminders of it',
    arguments: [
      {
        kind: 'word',
        name: 'alert',
        summary: 'an alert that is raised, like web-1-cpu',
        lengthMax: 90,
        required: true,
        question: 'Which alert? Send its name, as /alerts shows it.',
      },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'mute',
    group: 'Server',
    role: 'operator',
    summary: 'Tells nobody of alerts for a while; they are recorded, and caught up',
    arguments: [
      {
        kind: 'rest',
        name: 'what',
        summary: '30s, 15m, 2h or 1d, then any of: a metric, @host',
        lengthMax: 120,
        required: true,
        question: 'For how long? Press one, or send something like: 2h cpu @web-1',
        choices: ['15m', '1h', '4h', '1d'].map(value => ({ label: value, value })),
      },
    ],
    answeredBy: 'outside',
  },
  {
    name: 'unmute',
    group: 'Server',
    role: 'operator',
    summary: 'Ends mutes: all of them, or those of a metric or machine',
    arguments: [{ kind: 'rest', name: 'what', summary: 'any of: a metric, @host', lengthMax: 120 }],
    answeredBy: 'outside',
  },
];

import type { Sample } from '../../../domain/sample/sample.ts';

/** What happened to some machines, and by which rules it is judged. */

export type Input = { atMs: number } & (
  | { type: 'samples'; samples: Sample[] }
  | { type: 'mute'; host: string; metric: string; untilMs: number }
  | { type: 'unmute' | 'acknowledge'; host: string; metric: string }
  | { type: 'stop' | 'start' }
);

export interface Rule {
  metric: 'cpu' | 'ram';
  threshold: number;
  hysteresis: number;
  forMs: number;
  cooldownMs: number;
  severity: 'warning' | 'critical';
  quiet?: { fromMinute: number; toMinute: number };
}

export interface History {
  startMs: number;
  timeZone: 'UTC';
  /** The first is the machine that watches. */
  hosts: string[];
  rules: Rule[];
  inputs: Input[];
  /** What is shown in these times does not arrive. */
  undelivered: [fromMs: number, toMs: number][];
}

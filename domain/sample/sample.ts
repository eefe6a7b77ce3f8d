import { z } from 'zod';
import { instant } from '../message.ts';

/**
 * One look at one machine: telemetry, not an event. What is decided on it is an event, with the values it was
 * decided on.
 */

/** What a machine is called: a token of a subject and part of a stream's name. `all` stands for every machine. */
const hostName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,59}$/, 'a machine is 1 to 60 of A-Z a-z 0-9 _ -')
  .refine(name => name !== 'all', 'a machine cannot be called `all`');

const percent = z.number().min(0).max(100);
const amount = z.number().min(0);
const label = z.string().min(1).max(120);

/** Bounds of the lists in one sample; a sampler keeps the fullest, busiest and hottest. */
export const sampleBounds = {
  mounts: 32,
  interfaces: 32,
  temperatures: 32,
  failedServices: 50,
  processes: 10,
} as const;

/** Whatever the machine did not give is left out: no number is made up. */
export const sample = z.object({
  host: hostName,
  at: instant,
  /** `simulated`: the same waves on every machine, for trying things out. */
  mode: z.enum(['real', 'simulated']),
  /** The program that took it. */
  build: z.string().max(80),
  /** Time until the next one. */
  everyMs: z.int().min(100),
  /** Share of the time of all cores that was not idle, over the time since the sample before. */
  cpuPercent: percent.optional(),
  iowaitPercent: percent.optional(),
  cores: z.int().min(1).optional(),
  load: z.object({ one: amount, five: amount, fifteen: amount }).optional(),
  memory: z.object({ usedPercent: percent, usedBytes: amount, totalBytes: amount }).optional(),
  /** Left out on machines without any. */
  swap: z.object({ usedPercent: percent, usedBytes: amount, totalBytes: amount }).optional(),
  /** Fullest first. */
  mounts: z
    .array(z.object({ path: label, usedPercent: percent, inodesPercent: percent.optional(), freeBytes: amount }))
    .max(sampleBounds.mounts),
  /** Bytes a second since the sample before; `interfaces` without loopback, busiest first. */
  network: z
    .object({
      received: amount,
      sent: amount,
      interfaces: z.array(z.object({ name: label, received: amount, sent: amount })).max(sampleBounds.interfaces),
    })
    .optional(),
  /** Hottest first. */
  temperatures: z.array(z.object({ label, celsius: z.number().min(-100).max(300) })).max(sampleBounds.temperatures),
  /** Number of units by state, and the names of those that failed. */
  services: z
    .object({
      states: z.record(z.string().max(40), z.int().min(0)),
      failed: z.array(label).max(sampleBounds.failedServices),
    })
    .optional(),
  /** Busiest first; `cpuPercent` of one core. */
  processes: z
    .array(z.object({ pid: z.int().min(0), name: label, cpuPercent: amount, memoryBytes: amount.optional() }))
    .max(sampleBounds.processes),
});
export type Sample = z.infer<typeof sample>;

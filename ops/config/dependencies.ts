import { milliseconds, oneOf, section, whole } from './fields.ts';

/** How what may fail is called: breakers, bulkheads, retries. */

interface Preset {
  failures: number;
  resetMs: number;
  slowMs: number;
  slowRatePercent: number;
}

function breakerFields({ failures, resetMs, slowMs, slowRatePercent }: Preset) {
  return {
    breaker: oneOf(['on', 'off'], 'on', 'off for tests alone: environment production does not allow it'),
    failureThreshold: whole(failures, [1, 1000], 'failures', 'in a row, or of few calls, that open it'),
    windowMs: milliseconds(60_000, [1000, 3_600_000], 'how far back calls count'),
    minimumCalls: whole(10, [1, 10_000], 'calls', 'in the window before the rates count'),
    failureRatePercent: whole(50, [1, 100], '%', 'share of failed calls that opens it'),
    slowMs: milliseconds(slowMs, [10, 600_000], 'a call that takes longer is slow'),
    slowRatePercent: whole(slowRatePercent, [1, 100], '%', 'share of slow calls that opens it'),
    resetMs: milliseconds(resetMs, [100, 3_600_000], 'from opening to the first probe'),
    successesToClose: whole(2, [1, 100], 'probes', 'in a row that must go well to close it'),
  };
}

const dependency = (says: string, preset: Preset) => section(breakerFields(preset), says).prefault({});

const bounded = (says: string, preset: Preset & { deadlineMs: number }) =>
  section(
    {
      ...breakerFields(preset),
      deadlineMs: milliseconds(preset.deadlineMs, [100, 600_000], 'deadline of one call'),
    },
    says,
  ).prefault({});

const usual = { failures: 5, resetMs: 60_000, slowMs: 5_000, slowRatePercent: 50 };

export const dependencies = section(
  {
    telegram: dependency('Messages to Telegram: while its breaker is open they wait, in order.', {
      ...{ failures: 3, resetMs: 30_000, slowMs: 2_000, slowRatePercent: 30 },
    }),
    telegramPoll: dependency('Asking Telegram for updates: never given up; a long poll is not slow.', {
      ...{ failures: 5, resetMs: 5_000, slowMs: 120_000, slowRatePercent: 100 },
    }),
    eventStore: dependency('Appends to the event log: the reset is short, for it must be back within 5 s of the log.', {
      ...{ failures: 2, resetMs: 4_000, slowMs: 1_000, slowRatePercent: 20 },
    }),
    bus: dependency('Commands to the bus: while its breaker is open they go to their actor at once.', {
      ...{ failures: 3, resetMs: 30_000, slowMs: 5_000, slowRatePercent: 50 },
    }),
    views: dependency('Questions to the read models.', { ...usual, failures: 5, resetMs: 15_000 }),
    host: bounded('Readings of this machine, each with a breaker of its own.', { ...usual, deadlineMs: 10_000 }),
    renderer: bounded('Drawing of charts.', { ...usual, deadlineMs: 15_000 }),
    probes: bounded('Probes of other machines.', {
      ...{ failures: 4, resetMs: 45_000, slowMs: 10_000, slowRatePercent: 40, deadlineMs: 10_000 },
    }),
    dns: bounded('Name servers.', { ...usual, slowMs: 1_500, deadlineMs: 2_000 }),
    workers: dependency('Workers of heavy jobs.', usual),
  },
  'What this program calls and may fail: when it is asked no more, and when again.',
).prefault({});

const pool = (says: string, max: number, waitMs: number, waitingMax: number) =>
  section(
    {
      max: whole(max, [1, 10_000], 'calls', 'at once'),
      waitMs: milliseconds(waitMs, [10, 600_000], 'longest wait for a turn'),
      waitingMax: whole(waitingMax, [1, 100_000], 'calls', 'that may wait; one more is refused'),
    },
    says,
  ).prefault({});

export const bulkheads = section(
  {
    core: pool('Commands being answered.', 100, 5_000, 1_000),
    work: pool('Calls to what is outside.', 20, 30_000, 200),
    queries: pool('Questions to the read models.', 10, 1_000, 100),
  },
  'How much goes on at once; what is full leaves the others alone.',
).prefault({});

const tries = (says: string, count: number, firstMs: number, maxMs: number) =>
  section(
    {
      tries: whole(count, [1, 20], 'tries', 'the first one counted'),
      firstMs: milliseconds(firstMs, [50, 60_000], 'ceiling of the first wait'),
      maxMs: milliseconds(maxMs, [50, 3_600_000], 'highest ceiling; each is twice the one before, less a random part'),
    },
    says,
  ).prefault({});

export const retries = section(
  {
    network: tries('After a lost connection.', 3, 1_000, 10_000),
    rateLimited: tries('After being asked to wait; what was asked for goes first.', 5, 5_000, 60_000),
    sharePercent: whole(20, [0, 20], '%', 'most retries beside the calls of a minute'),
    leastPerMinute: whole(3, [0, 60], 'retries', 'that are always allowed, or a call that stands alone could not be'),
  },
  'When a call is made again. What has its own rule (delivery, polling, the log) is not touched by it.',
).prefault({});

export const degradation = section(
  {
    calmMs: milliseconds(2_000, [0, 600_000], 'how long a cause must be gone before its mode is left'),
    tellAfterMs: milliseconds(10_000, [0, 600_000], 'how long the log is away before people are told'),
    memoryMb: whole(512, [64, 1_048_576], 'MiB', 'resident memory above which heavy work is shed'),
    staleMs: milliseconds(86_400_000, [0, 604_800_000], 'how old an answer may be that stands in for a fresh one'),
  },
  'What is left out when something is in trouble, so that the rest goes on.',
).prefault({});

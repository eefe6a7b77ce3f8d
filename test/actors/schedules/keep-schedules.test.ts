import { default as test } from 'ava';
import type { Timers } from '../../../actors/ports.ts';
import { keepSchedules, type Schedule, type SchedulePorts } from '../../../actors/schedules/keep-schedules.ts';
import type { JobRequest } from '../../../actors/work/jobs.ts';
import { planProbe } from '../../../domain/probe/plan.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { recurrence } from '../../../ops/config/recurrence.ts';
import { limits } from '../../domain/task/tasks.ts';
import { testClock } from '../world.ts';

const minuteMs = 60_000;
/** Five past each hour; the test clock begins at noon. */
const hourly = recurrence('5 * * * *', 'UTC');

interface Said {
  refuses?: (time: number) => Error | undefined;
  lastAt?: string;
  handled?: string;
  lateMs?: () => number;
}

/** A keeper on a clock that only the test moves; what was asked for and what was noted, in order. */
function world(said: Said = {}) {
  const clock = testClock();
  const asked: JobRequest[] = [];
  const noted: string[] = [];
  const warned: string[] = [];
  const timers: Timers = {
    after: clock.after,
    at: (at, callback) => clock.at(new Date(Date.parse(at) + (said.lateMs?.() ?? 0)).toISOString(), callback),
  };
  const say = (_: object, message: string) => void warned.push(message);
  let tries = 0;
  const ports: SchedulePorts = {
    jobs: {
      async request(request) {
        const refusal = said.refuses?.(tries++);
        if (refusal !== undefined) throw refusal;
        asked.push(request);
        return { jobId: `JOB${asked.length}`, state: 'queued', facts: [] } as never;
      },
    },
    async note(stream, type, data) {
      const { due, first, last, count, why } = data as Record<string, string>;
      const time = (at: string | undefined) => at?.slice(11, 16);
      noted.push(`${stream} ${type} ${due === undefined ? `${count} ${time(first)}–${time(last)} ${why}` : time(due)}`);
    },
    peek: async () => ({ context: said.handled === undefined ? {} : { handled: said.handled } }),
    clock,
    timers,
    log: { debug: say, info: () => {}, warn: say, error: say },
  };
  const schedule: Schedule = { name: 'look', next: hourly.next, job: () => planProbe('http', 'example.org', limits) };
  const keep = () => keepSchedules([schedule], ports, { graceMs: minuteMs, retryMs: 5000 }, said.lastAt);
  const keys = () => asked.map(({ key }) => key.replace(clock.now().slice(0, 10), 'today'));
  return { clock, asked, noted, warned, keep, keys };
}

const hours = (count: number) => count * 60 * minuteMs;
const noon = testClock().now();
const at = (hour: number, minute: number) =>
  `${noon.slice(0, 10)}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00.000Z`;

test('a time that comes makes one job, by the system, with the schedule as its cause and its time in the key', async t => {
  const { clock, asked, noted, keep, keys } = world();
  const keeping = keep();
  await clock.pass(hours(2));
  await keeping.stop();
  await clock.pass(hours(2));
  t.deepEqual(keys(), ['schedule/look/todayT12:05:00.000Z', 'schedule/look/todayT13:05:00.000Z']);
  t.like(asked[0], {
    schedule: 'look',
    by: { id: 'system:schedule', role: 'system' },
    commandId: `system-schedule-look-${at(12, 5)}`,
    spec: { class: 'probe', name: 'http' },
  });
  t.deepEqual(noted, ['schedule-look NoteFired 12:05', 'schedule-look NoteFired 13:05']);
});

test('times that passed while nobody was there are told of as missed and never made up for', async t => {
  const { clock, noted, warned, keep, keys } = world({ lastAt: at(8, 30) });
  const keeping = keep();
  await clock.pass(minuteMs);
  t.deepEqual(keys(), []);
  t.deepEqual(noted, ['schedule-look NoteMissed 3 09:05–11:05 down']);
  t.deepEqual(warned, ['times of a schedule were missed']);
  await clock.pass(10 * minuteMs);
  t.deepEqual(keys(), ['schedule/look/todayT12:05:00.000Z']);
  await keeping.stop();
});

test('a time that has just passed is still asked for, under the key it would have had', async t => {
  const { clock, noted, keep, keys } = world({ lastAt: at(9, 30) });
  await clock.pass(5 * minuteMs + 30_000);
  const keeping = keep();
  await clock.pass(1000);
  t.deepEqual(keys(), ['schedule/look/todayT12:05:00.000Z']);
  t.deepEqual(noted, ['schedule-look NoteMissed 2 10:05–11:05 down', 'schedule-look NoteFired 12:05']);
  await keeping.stop();
});

test('what was dealt with before is not told of again, and a first start has missed nothing', async t => {
  const again = world({ lastAt: at(8, 30), handled: at(10, 5) });
  const keeping = again.keep();
  await again.clock.pass(1000);
  t.deepEqual(again.noted, ['schedule-look NoteMissed 1 11:05–11:05 down']);
  await keeping.stop();
  const first = world();
  const begun = first.keep();
  await first.clock.pass(1000);
  t.deepEqual(first.noted, []);
  await begun.stop();
});

test('a process that slept through its times runs none of them in a burst', async t => {
  let sleepMs = hours(5) + 30_000;
  const { clock, noted, keep, keys } = world({ lateMs: () => sleepMs });
  const keeping = keep();
  await clock.pass(hours(5) + 5 * minuteMs + 30_000);
  sleepMs = 0;
  t.deepEqual(noted, ['schedule-look NoteMissed 5 12:05–16:05 late', 'schedule-look NoteFired 17:05']);
  t.is(keys().length, 1);
  await keeping.stop();
});

test('what is refused for now is asked for again until the grace is over; what is refused for good is not', async t => {
  const full = new Refusal('queue_saturated', 'Full.');
  const shortly = world({ refuses: time => (time < 3 ? full : undefined) });
  const keeping = shortly.keep();
  await shortly.clock.pass(6 * minuteMs);
  t.deepEqual(shortly.noted, ['schedule-look NoteFired 12:05']);
  await keeping.stop();

  let tries = 0;
  const long = world({
    refuses: () => {
      tries++;
      return full;
    },
  });
  const waiting = long.keep();
  await long.clock.pass(8 * minuteMs);
  t.deepEqual(long.noted, ['schedule-look NoteMissed 1 12:05–12:05 late']);
  t.true(tries > 5 && tries < 15, `${tries} tries`);
  await waiting.stop();

  const forGood = world({ refuses: () => new Refusal('policy_blocked', 'Never.') });
  const asking = forGood.keep();
  await forGood.clock.pass(8 * minuteMs);
  t.deepEqual(forGood.noted, ['schedule-look NoteMissed 1 12:05–12:05 refused']);
  await asking.stop();
});

test('where clocks are set a daily time comes once a day all the same', t => {
  const daily = recurrence('30 2 * * *', 'Europe/Berlin');
  const times = (from: string) => {
    const first = daily.next(from)!;
    const second = daily.next(first)!;
    return [first, second, daily.next(second)!];
  };
  const spring = ['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'];
  const autumn = ['2026-10-24T00:30:00.000Z', '2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'];
  t.deepEqual(times('2026-03-28T00:00:00.000Z'), spring);
  t.deepEqual(times('2026-10-24T00:00:00.000Z'), autumn);
});

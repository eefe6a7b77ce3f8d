import { type MachineSummary, type ReportFacts, reportReply } from '../../domain/alert/report.ts';
import { nextAt } from '../../domain/alert/rule.ts';
import { chatStream } from '../../domain/gateway/route.ts';
import type { Command, Instant } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { formatInstant } from '../../domain/units.ts';
import type { Alerts } from '../answers/alert-ports.ts';
import type { Samples } from '../answers/sample-ports.ts';
import { type Clock, type Log, StoreError, type Timers } from '../ports.ts';

export interface ReportTimes {
  /** Minutes since midnight on the clocks of the zone; undefined: no such report. */
  dailyMinute: number | undefined;
  weeklyMinute: number | undefined;
  /** 0 Sunday. */
  weekday: number;
}

export interface ReportPorts {
  chats: readonly number[];
  timeZone: string;
  samples: Samples;
  alerts: Pick<Alerts, 'list'>;
  tellOther(command: Command): Promise<unknown>;
  clock: Clock;
  timers: Timers;
  log: Log;
}

const dayMs = 86_400_000;
/** A report that was due while the program was down is sent for so long afterwards. */
const lateMs = 2 * 3_600_000;
const retryMs = 60_000;

/**
 * Sends the report of every day and every week at its time. Each has an id of its own, so that a chat takes it once, however
 * often it is sent. @returns how to stop it.
 */
export function sendReports(times: ReportTimes, ports: ReportPorts): () => void {
  const stops = [
    repeat('daily', times.dailyMinute, undefined, ports),
    repeat('weekly', times.weeklyMinute, times.weekday, ports),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function repeat(
  kind: ReportFacts['kind'],
  minute: number | undefined,
  weekday: number | undefined,
  ports: ReportPorts,
): () => void {
  if (minute === undefined || ports.chats.length === 0) return () => {};
  const { clock, timers, timeZone, log } = ports;
  let isStopped = false;
  let callOff = () => {};
  plan(Date.parse(clock.now()) - lateMs);
  return () => {
    isStopped = true;
    callOff();
  };

  function plan(afterMs: number): void {
    const dueMs = nextAt(afterMs, minute!, timeZone, weekday);
    callOff = timers.at(new Date(dueMs).toISOString(), () => void send(dueMs));
  }

  async function send(dueMs: number): Promise<void> {
    try {
      await sendOne(kind, new Date(dueMs).toISOString(), ports);
      if (!isStopped) plan(dueMs);
    } catch (cause) {
      if (!(cause instanceof Refusal) && !(cause instanceof StoreError)) throw cause;
      log.warn({ kind, cause: cause.message }, 'a report could not be sent: it is tried again');
      if (!isStopped) callOff = timers.after(retryMs, () => void send(dueMs));
    }
  }
}

async function sendOne(kind: ReportFacts['kind'], dueAt: Instant, ports: ReportPorts): Promise<void> {
  const { chats, timeZone, tellOther, samples } = ports;
  // Of a time before the first sample there is nothing to say.
  if (!(await samples.hosts()).some(({ firstAt }) => firstAt < dueAt)) return;
  const spanMs = kind === 'daily' ? dayMs : 7 * dayMs;
  const reply = reportReply({
    kind,
    day: formatInstant(dueAt, timeZone).slice(0, 10),
    ...(await summary(dueAt, spanMs, ports)),
  });
  for (const chatId of chats) {
    const id = `report/${kind}/${dueAt}/${chatId}`;
    const actor = { id: 'system:reports', role: 'system' as const };
    const chain = { correlationId: `report/${kind}/${dueAt}`, causationId: id, actor, traffic: 'real' as const };
    await tellOther({ id, stream: chatStream(chatId), type: 'TellChat', data: { reply }, ...chain });
  }
}

async function summary(dueAt: Instant, spanMs: number, { samples, alerts }: ReportPorts) {
  const toMs = Date.parse(dueAt);
  const fromMs = toMs - spanMs;
  const machines: MachineSummary[] = [];
  for (const { host } of await samples.hosts()) {
    const over = async (metric: string) =>
      spread(await samples.series({ host, metric, fromMs, toMs, pointsMax: 2_000 }));
    const [cpu, ram, disk] = [await over('cpu'), await over('ram'), await over('disk')];
    machines.push({ host, cpu, ram, disk: disk?.last });
  }
  const raised = alerts.list().map(({ host, metric, state }) => ({
    ...{ host, metric, isFiring: state.firing !== undefined },
    raises: state.raises.filter(at => Date.parse(at) >= fromMs && Date.parse(at) < toMs).length,
  }));
  return { machines, alerts: raised.filter(({ raises, isFiring }) => raises > 0 || isFiring) };
}

function spread({ mean, max }: { mean: Float32Array; max: Float32Array }) {
  if (mean.length === 0) return undefined;
  const total = mean.reduce((sum, value) => sum + value, 0);
  return { mean: total / mean.length, max: max.reduce((most, value) => Math.max(most, value)), last: mean.at(-1)! };
}

import { alerting } from '../../../actors/alerting/alerting.ts';
import type { NoticePorts } from '../../../actors/effects/tell-notices.ts';
import { tellNotices } from '../../../actors/effects/tell-notices.ts';
import { keepSamples } from '../../../actors/sampling/keep-samples.ts';
import { actorSystem } from '../../../actors/system.ts';
import { inlineSamples } from '../../../adapters/sqlite/samples.ts';
import { plainText } from '../../../adapters/terminal/plain-text.ts';
import { alertAggregate } from '../../../domain/alert/decide.ts';
import type { AlertSettings } from '../../../domain/alert/rule.ts';
import { type AlertRules, alertRules, type RuleChange } from '../../../domain/alert/rules.ts';
import type { Alert } from '../../../domain/alert/state.ts';
import { reply as replySchema } from '../../../domain/chat/reply.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { RecordedEvent } from '../../../domain/message.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { metrics } from '../../../domain/sample/metrics.ts';
import type { History, Input } from './history.ts';
import { noticeCount, storeOver, virtualTime } from './week-engines.ts';

/** The real watch, the real actors and their effects over a week of samples, under a clock that jumps from input to input. */

export const settings: AlertSettings = { flap: { raisesMax: 3, withinMs: 3_600_000, calmMs: 900_000 } };
export const tickMs = 5_000;
export const gapMs = 150_000;

export function rulesOf({ rules }: History): AlertRules {
  const changes: RuleChange[] = metrics
    .filter(({ name }) => !rules.some(({ metric }) => metric === name))
    .map(({ name: metric }) => ({ metric, off: true }));
  const ours = rules.map(({ quiet, ...rule }) => ({ ...rule, quiet: quiet ?? ('none' as const) }));
  const others = ['silent', 'diskfull'].map(metric => ({ metric, off: true }));
  return alertRules({ forMs: 0, cooldownMs: 0, silentAfterMs: 60_000, gapMs }, [...changes, ...ours, ...others]);
}

/** What chats were asked to show, in order: when, of which alert, and what it comes to. */
export async function watchedMessages(history: History): Promise<string[]> {
  const events = new Map<StreamName, RecordedEvent[]>();
  const time = virtualTime(history.startMs);
  const samples = inlineSamples(time);
  const said: string[] = [];
  const taken = new Set<string>();
  const notices = noticeCount();
  const aggregate = alertAggregate(settings);
  const rules = rulesOf(history);

  function life() {
    let ordered = 0;
    const ports: NoticePorts = {
      ...{
        alertChats: [1],
        timeZone: history.timeZone,
        timers: time.timers,
        random: { number: () => 0, uuid: () => 'u' },
        log: silent,
      },
      async tellOther({ id, data }) {
        if (!shownAt.has(`${id}/0`)) shownAt.set(`${id}/0`, time.ms());
        if (!taken.has(id)) said.push(message(id, replySchema.parse(data.reply), 'revises' in data, time.now()));
        taken.add(id);
        return { facts: [], state: undefined };
      },
      isShown: async ({ replyId }) =>
        !history.undelivered.some(([from, to]) => between(from, shownAt.get(replyId)!, to)),
    };
    const system = actorSystem(
      {
        alert: {
          aggregate,
          effects: handle => ({ tellNotices: tellNotices(ports)(handle) }),
          restful: ({ context }: { context: Alert }) => context.notices.length === 0,
          busy: () => false,
        },
      },
      {
        ...{
          store: storeOver(events, time, notices.count),
          clock: time,
          timers: time.timers,
          log: silent,
          writer: { build: '', config: '' },
        },
        ...{ random: { number: () => 0, uuid: () => 'u' }, mailboxMax: 100, conflictRetriesMax: 3, snapshotEvery: 100 },
        recorded: (stream, facts) => watch.recorded(stream, facts),
      },
      {
        liveMax: 100,
        idleMs: 86_400_000,
        sweepMs: 86_400_000,
        restartsMax: 5,
        restartsWithinMs: 60_000,
        parkMs: 30_000,
      },
      {
        restarted: (_, cause) => failures.push(cause),
        parked: (_, cause) => failures.push(cause),
      },
    );
    const watch = alerting({
      ...{
        aggregate,
        rules,
        settings,
        samples,
        log: silent,
        clock: time,
        timers: time.timers,
        thisHost: history.hosts[0]!,
      },
      timeZone: history.timeZone,
      store: storeOver(events, time, notices.count),
      streams: async () => [...events.keys()],
      wake: stream => system.wake(stream),
      async order(stream, type, data, id, asked) {
        ordered += 1;
        const actor = asked?.by ?? { id: 'system:watch', role: 'system' as const };
        const chain = { correlationId: id.slice(0, 120), causationId: id, actor, traffic: 'real' as const };
        return system.tell({ id, stream, type, data: { ...data }, ...chain }).finally(() => (ordered -= 1));
      },
    });
    return {
      watch,
      desk: keepSamples(samples, watch.heard, silent),
      /** Until everything that follows is recorded and told. */
      async settled() {
        const isOpen = () => ordered > 0 || notices.isOpen();
        for (let turn = 0; turn < 2 || (isOpen() && turn < 500); turn++)
          await new Promise(resolve => setImmediate(resolve));
      },
      async stop() {
        watch.stop();
        await system.stop();
      },
      isBusy: () => ordered > 0,
    };
  }
  const shownAt = new Map<string, number>();
  const failures: unknown[] = [];
  /** Events that are known to have had their consequences. */
  let told = 0;

  let now = life();
  await now.watch.start();
  const by = { id: 'tg:2', role: 'operator' as const };
  for (const input of history.inputs) {
    // Timers until then: the watch ticks by itself.
    await time.until(input.atMs, () => (eventCount(events) === told && !now.isBusy() ? undefined : settle()));
    await act(input);
    if (eventCount(events) !== told || now.isBusy()) await settle();
  }
  await now.stop();
  samples.close();
  if (failures.length > 0) throw failures[0];
  return said;

  async function settle(): Promise<void> {
    await now.settled();
    told = eventCount(events);
  }

  async function act(input: Input): Promise<void> {
    const asked = { by, correlationId: `tg-${input.atMs}`, at: time.now() };
    switch (input.type) {
      case 'samples':
        if (input.samples[0]!.host === history.hosts[0]) for (const one of input.samples) await now.desk.own(one);
        else await now.desk.ofAgent(input.samples);
        return;
      case 'mute':
        return now.watch.mute(input.host, input.metric, new Date(input.untilMs).toISOString(), asked);
      case 'unmute':
        await now.watch.unmute(input.host, input.metric, asked);
        return;
      case 'acknowledge':
        await now.watch.acknowledge(input.host, input.metric, asked).catch(refusedAsExpected);
        return;
      case 'stop':
        await settle();
        await now.stop();
        time.clear();
        return;
      case 'start':
        now = life();
        await now.watch.start();
        return;
    }
  }
}

function refusedAsExpected(cause: unknown): void {
  if (!(cause instanceof Refusal) || cause.code !== 'illegal_transition') throw cause;
}

const between = (from: number, at: number, to: number) => from <= at && at < to;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

function eventCount(events: Map<StreamName, RecordedEvent[]>): number {
  let count = 0;
  for (const all of events.values()) count += all.length;
  return count;
}

/** A message in a line: what a person would tell apart. */
function message(id: string, words: Parameters<typeof plainText>[0], revises: boolean, at: string): string {
  const alert = id.split('/')[0]!.replace(/^alert-/, '');
  const text = plainText(words).replace(/\s+/g, ' ');
  const percent = / (\d+) % · /.exec(text)?.[1];
  const kind = revises
    ? text.includes('resolved after')
      ? 'card resolved'
      : 'card acknowledged'
    : text.includes('resolved after')
      ? 'resolved'
      : text.includes('does not flap')
        ? `calm ${/raised (\d+) time/.exec(text)![1]}`
        : text.includes('While you were not told')
          ? `caught up ${/raised (\d+) time/.exec(text)![1]} ${text.includes('It is not any more') ? 'over' : percent}`
          : text.includes('reminders:')
            ? `reminded ${/reminders: (\d+)/.exec(text)![1]} ${percent}`
            : `raised ${percent}${text.includes('It flaps') ? ' flaps' : ''}`;
  return `${at} ${alert} ${kind}`;
}

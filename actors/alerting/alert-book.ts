import { type AnyMachineSnapshot, getNextSnapshot } from 'xstate';
import type { Aggregate } from '../../domain/aggregate.ts';
import { alertStream, everything, mutingStreams } from '../../domain/alert/rule.ts';
import { type Alert, newAlert } from '../../domain/alert/state.ts';
import { initialState, noted } from '../../domain/fold.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { Instant } from '../../domain/message.ts';
import type { Fact } from '../../domain/upcast.ts';
import type { MuteView } from '../answers/alert-ports.ts';

/** How every alert stands, as far as it is recorded: folded from the log at the start and from each fact since. */
export interface AlertBook {
  /** What was recorded just now, or read from the log, each once. Facts of other streams are passed over. */
  take(stream: StreamName, facts: readonly Fact[]): void;
  /** What is known of one; a new one where nothing is. */
  of(host: string, metric: string): Alert;
  /** Those that hold something: raised, muted, owed, flapping, or with a notice to be told. */
  open(): [stream: StreamName, alert: Alert][];
  all(): [stream: StreamName, alert: Alert][];
  /** The ends of the mutes that count for an alert, besides its own. */
  mutesOver(host: string, metric: string): (string | undefined)[];
  mutes(now: Instant): MuteView[];
}

export function alertBook(aggregate: Aggregate): AlertBook {
  const states = new Map<StreamName, { state: AnyMachineSnapshot; revision: bigint }>();
  const alertAt = (stream: StreamName) => states.get(stream)?.state.context as Alert | undefined;
  const all = (): [StreamName, Alert][] => [...states].map(([stream, { state }]) => [stream, state.context as Alert]);

  return {
    take(stream, facts) {
      if (!stream.startsWith('alert-')) return;
      const known = states.get(stream) ?? { state: initialState(aggregate), revision: -1n };
      const news = facts.filter(({ revision }) => revision > known.revision);
      // What came in between is still being read from the log, and these facts with it.
      if (news.length === 0 || news[0]!.revision !== known.revision + 1n) return;
      const state = news.reduce<AnyMachineSnapshot>(
        (before, fact) => getNextSnapshot(aggregate.machine, before, noted(fact)),
        known.state,
      );
      states.set(stream, { state, revision: news.at(-1)!.revision });
    },
    of: (host, metric) => alertAt(alertStream(host, metric)) ?? { ...newAlert, host, metric },
    all,
    open: () =>
      all().filter(
        ([, { firing, mute, owed, flapping, notices }]) =>
          firing !== undefined || mute !== undefined || owed > 0 || flapping || notices.length > 0,
      ),
    mutesOver: (host, metric) =>
      mutingStreams(host, metric)
        .slice(1)
        .map(stream => alertAt(stream)?.mute?.until),
    mutes: now =>
      all()
        .flatMap(([, { host, metric, mute }]) =>
          mute !== undefined && mute.until > now ? [{ host, metric, ...mute }] : [],
        )
        .sort((one, other) => rank(one) - rank(other) || one.host.localeCompare(other.host)),
  };
}

/** The widest first. */
function rank({ host, metric }: MuteView): number {
  return (host === everything ? 0 : 2) + (metric === everything ? 0 : 1);
}

import type { StreamName } from '../domain/ids.ts';
import type { SettingsEvent } from '../domain/settings/events.ts';
import { type FlagAsker, type FlagName, type FlagReading, type FlagRule, readFlag } from '../domain/settings/flags.ts';
import { settingsStream } from '../domain/settings/machine.ts';
import type { Fact } from '../domain/upcast.ts';
import type { Clock, EventStore, ExpectedRevision, Log } from './ports.ts';
import { missedFacts } from './recovery.ts';

/** The feature flags as a process knows them, so that reading one waits for nothing. */
export interface Flags {
  /** From memory; what another process has set counts within `freshMs` and the time of a read. */
  read(flag: FlagName, asker: FlagAsker): FlagReading;
  rules(): Readonly<Record<string, FlagRule>>;
  /** Told of everything recorded here. */
  recorded(stream: StreamName, facts: readonly Fact[]): void;
  /** Takes what the log has. Where it cannot be read, what is known holds on. */
  refresh(): Promise<void>;
}

/** So long after the last look at the log, the next reading has it looked at again. */
const freshMs = 10_000;

export function flags({ store, clock, log }: { store: Pick<EventStore, 'readStream'>; clock: Clock; log: Log }): Flags {
  const rules: Record<string, FlagRule> = {};
  let revision: ExpectedRevision = 'no_stream';
  let lookedMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;

  return {
    read(flag, asker) {
      if (clock.monotonicMs() - lookedMs >= freshMs) void refresh();
      return readFlag(flag, rules[flag], asker);
    },
    rules: () => rules,
    recorded(stream, facts) {
      if (stream === settingsStream) take(facts);
    },
    refresh,
  };

  function refresh(): Promise<void> {
    lookedMs = clock.monotonicMs();
    looking ??= missedFacts(settingsStream, store, revision)
      .then(take, err => log.warn({ err }, 'flags: the log cannot be read; they stay as they were last known'))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  /** In order and without a gap: what comes after one is left to the next look at the log. */
  function take(facts: readonly Fact[]): void {
    for (const fact of facts) {
      const next = revision === 'no_stream' ? 0n : revision + 1n;
      if (fact.revision !== next) continue;
      revision = fact.revision;
      note({ type: fact.type, ...fact.data } as unknown as SettingsEvent);
    }
  }

  function note(fact: SettingsEvent): void {
    if (fact.type !== 'FlagSet') return;
    const { flag, percent, allow, deny } = fact;
    rules[flag] = { percent, allow, deny };
  }
}

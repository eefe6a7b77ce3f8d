import { milliseconds, section, whole } from './fields.ts';

/** How commands are worked off, and within which bounds. */

export const actors = section(
  {
    liveMax: whole(1000, [10, 100_000], 'actors', 'most actors kept awake; the one idle longest sleeps first'),
    mailboxMax: whole(100, [1, 10_000], 'commands', 'most commands that wait for one actor; one more is refused'),
    idleMs: milliseconds(3_600_000, [1000, 86_400_000], 'after how long without a command an actor sleeps'),
    restarts: section(
      {
        max: whole(5, [0, 100], 'restarts', 'how often a failing actor is started again'),
        withinMs: milliseconds(60_000, [1000, 3_600_000], 'within which time'),
      },
      'When a failing actor is set aside.',
    ).prefault({}),
    parkMs: milliseconds(60_000, [1000, 3_600_000], 'how long an actor that was set aside rests'),
    conflictRetriesMax: whole(5, [0, 50], 'tries', 'how often a decision is made again when the stream has moved'),
    snapshotEvery: whole(500, [10, 100_000], 'events', 'after how many events a folded state is cached'),
    commandTtlMs: milliseconds(300_000, [1000, 86_400_000], 'age at which a waiting command is answered as expired'),
  },
  'The actors: one for each stream that is in use.',
).prefault({});

export const commands = section(
  {
    deadlineMs: milliseconds(30_000, [1000, 600_000], 'by when a command is answered, one way or the other'),
    warnMs: milliseconds(15_000, [500, 600_000], 'after how long the log says that an answer is slow'),
    dialogueMs: milliseconds(300_000, [10_000, 86_400_000], 'how long a question to a user stays open'),
    perMinute: whole(20, [1, 10_000], 'commands a minute', 'rate of one user in one chat'),
    perFiveSeconds: whole(5, [1, 1000], 'commands in 5 s', 'burst of one user in one chat'),
    allPerSecond: whole(1000, [1, 100_000], 'commands a second', 'rate of everybody together'),
    heavyPerTenMinutes: whole(5, [1, 1000], 'requests in 10 min', 'heavy requests of one user in one chat'),
  },
  'What people send.',
).prefault({});

export const sweeper = section(
  {
    everyMs: milliseconds(500, [50, 60_000], 'how often open commands are looked for in the log'),
    takeAfterMs: milliseconds(1000, [100, 600_000], 'age at which a command that the bus has not brought is taken'),
  },
  'Takes up what the bus has lost.',
).prefault({});

import { milliseconds, section } from './fields.ts';

/** The chain of hashes over everything recorded: how it is held against tampering. */
export const audit = section(
  {
    lookEveryMs: milliseconds(
      1000,
      [100, 60_000],
      'how often the chain is looked at; every hundredth event is anchored',
    ),
    anchorEveryMs: milliseconds(
      60_000,
      [1000, 3_600_000],
      'after how long fewer than a hundred new events are anchored',
    ),
    verifyEveryMs: milliseconds(
      3_600_000,
      [10_000, 604_800_000],
      'how often the whole log is held against its anchors',
    ),
    checkpointEveryMs: milliseconds(86_400_000, [60_000, 604_800_000], 'how often the chain is signed'),
  },
  'The audit chain.',
).prefault({});

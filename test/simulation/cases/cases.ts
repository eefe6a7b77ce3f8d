/** A run that has failed once, and what it was; it is run for ever. */
export interface Case {
  was: string;
  seed?: number;
  /** In a scenario, nothing but this strikes. */
  scenario?: string;
  only?: string[];
  without?: string[];
}

/** Found while the simulation was built. Seeds change their way when the workload does: where it can be, a case is a scenario. */
export const cases: Case[] = [
  {
    was: 'after a wrong revision two effects delivered from one outbox: they waited for each other without an end',
    scenario: 'commands',
    only: ['store.wrong-revision#9'],
  },
  { was: 'the same, and the process did nothing else any more', seed: 11 },
  { was: 'a retry came before retry_after was over, from the second of two effects', seed: 10 },
  { was: 'replies that could not be read once were not read again', seed: 23 },
  { was: 'a clock set back an hour hid open replies from the sweeper', seed: 2 },
  { was: 'a retry dated by a clock since set back waited an hour', seed: 20 },
  { was: 'an append of unknown fate was decided anew: live and log differed', seed: 36 },
  { was: 'a log that could not be read while an actor started again counted as its failure', seed: 40 },
  { was: 'a question that met views that were away was told internal_error', seed: 57 },
  { was: 'an append that was in conflict with itself was made twice', seed: 85 },
  { was: 'an actor stopped while it recorded left a snapshot that did not follow', seed: 139 },
  { was: 'an outbox that was evicted while it waited for the log delivered behind its successor', seed: 892 },
  { was: 'an answer that was called off at its deadline was logged as a fault of the program', seed: 532 },
  { was: 'a late word about a job that was left behind was logged as a fault of the program', seed: 23 },
  {
    was: 'a mode that was ordered again after it had been changed back was set again, under the same event id',
    seed: 11,
  },
  { was: 'a worker gave up its lease while the log was away, and a clock set back kept everybody from it', seed: 204 },
  { was: 'a clock set back an hour hid from the sweeper that nobody was told of a job’s end', seed: 75 },
];

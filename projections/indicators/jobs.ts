import type { JobFact } from '../../domain/job/events.ts';
import { minuteOf } from '../../domain/slo/windows.ts';
import type { Fact } from '../../domain/upcast.ts';
import { keyed } from '../table.ts';
import { isUsers } from './commands.ts';
import type { Indicator, Tally } from './tally.ts';

/**
 * Heavy jobs: whether the platform did its part of each attempt, and whether the whole succeeded. Graphs: whether a
 * picture that was asked for came whole, and in time; one that capacity refused counts too. What a person called off
 * is not counted.
 */

/** Jobs that count, the latest of them: also a failed one, which may be recovered. */
export const countedJobs = keyed('jobs', { jobId: 'text', kind: 'text' }, { key: ['jobId'] });
export const jobPlaces = keyed('places', { place: 'integer', number: 'integer', jobId: 'text' }, { key: ['place'] });
const jobsKept = 10_000;

/** Where the platform failed, and not the work itself or what it asks. */
const platformsFault = (failure: { class: string }) => failure.class === 'internal' || failure.class === 'saturated';

const failed = (event: Fact) => (event.data as unknown as JobFact<'JobFailed'>).failure;
const jobIdOf = ({ stream }: Fact) => stream.slice('job-'.length);
const at = ({ data }: Fact) => data.at as string;
const kindOf = ({ rows }: Tally, event: Fact) => rows.get(countedJobs, jobIdOf(event))?.kind;

export const jobs: Indicator = {
  JobRequested(tally, event) {
    const { spec } = event.data as unknown as JobFact<'JobRequested'>;
    const kind = spec.class === 'render' ? 'graph' : spec.route === 'heavy' ? 'heavy' : undefined;
    if (kind === undefined) return;
    keep(tally, jobIdOf(event), kind);
    if (kind === 'graph') tally.begin('graphs', jobIdOf(event), at(event), event.metadata.traffic);
  },
  AttemptStarted(tally, event) {
    if (kindOf(tally, event) === 'heavy')
      tally.begin('heavyJobsWhole', jobIdOf(event), at(event), event.metadata.traffic);
  },
  AttemptFailed: (tally, event) => attempted(tally, event, platformsFault(failed(event)) ? 'bad' : 'good'),
  LeaseExpired: (tally, event) => attempted(tally, event, 'bad'),
  JobSucceeded(tally, event) {
    attempted(tally, event, 'good');
    tally.end('heavyJobsWhole', jobIdOf(event), 'good', at(event));
    tally.end('graphs', jobIdOf(event), isWhole(event) ? 'good' : 'bad', at(event));
  },
  JobFailed: (tally, event) => ended(tally, event, 'bad'),
  JobExpired: (tally, event) => ended(tally, event, 'bad'),
  JobCanceled(tally, event) {
    tally.drop('heavyJobsWhole', jobIdOf(event));
    tally.drop('graphs', jobIdOf(event));
  },
  CommandRefused(tally, { data, metadata }) {
    if (data.name !== 'graph' || isUsers(data.code as string)) return;
    tally.count('graphs', minuteOf(data.at as string), metadata.traffic, { bad: 1 });
  },
};

function attempted(tally: Tally, event: Fact, outcome: 'good' | 'bad'): void {
  if (kindOf(tally, event) !== 'heavy') return;
  tally.count('heavyJobs', minuteOf(at(event)), event.metadata.traffic, { [outcome]: 1 });
}

function ended(tally: Tally, event: Fact, outcome: 'good' | 'bad'): void {
  tally.end('heavyJobsWhole', jobIdOf(event), outcome, at(event));
  tally.end('graphs', jobIdOf(event), outcome, at(event));
}

/** A picture of the first step of the ladder; where no step is said, the one that was asked for. */
function isWhole({ data }: Fact): boolean {
  const { result } = data as unknown as JobFact<'JobSucceeded'>;
  return (result.data.step ?? 'full') === 'full';
}

function keep({ rows }: Tally, jobId: string, kind: 'graph' | 'heavy'): void {
  const number = (rows.get(jobPlaces, 0)?.number ?? 0) + 1;
  const place = 1 + (number % jobsKept);
  const old = rows.get(jobPlaces, place);
  if (old !== undefined) rows.delete(countedJobs, old.jobId);
  // The place 0 holds how many there were.
  rows.put(jobPlaces, { place: 0, number, jobId: '' });
  rows.put(jobPlaces, { place, number, jobId });
  rows.put(countedJobs, { jobId, kind });
}

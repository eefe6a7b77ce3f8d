import { type LeftBehind, WorkFailed } from '../../actors/work/ports.ts';
import type { Failure, JobSpec, Result } from '../../domain/job/work.ts';
import { formatBytes, formatDuration } from '../../domain/units.ts';
import type { Outcome } from './outcome.ts';

/** From what a run left to what the log keeps of it. */
export function told(
  outcome: Outcome,
  spec: JobSpec,
): Exclude<LeftBehind, { state: 'unknown' | 'never_began' | 'running' }> {
  const result = resultOf(outcome, spec);
  if (outcome.good) return { state: 'succeeded', result, durationMs: outcome.durationMs };
  return { state: 'failed', failure: failureOf(outcome, spec), result };
}

/** @throws {WorkFailed} unless the program ended well. */
export function resultOrFailure(outcome: Outcome, spec: JobSpec): Result {
  const ended = told(outcome, spec);
  if (ended.state === 'succeeded') return ended.result;
  throw new WorkFailed(ended.failure, ended.result);
}

function resultOf(outcome: Outcome, spec: JobSpec): Result {
  const { output, outputFile, outputBytes, heldBy, exitCode, signal, durationMs } = outcome;
  const data = {
    outputBytes,
    heldBy,
    durationMs,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
  };
  const wrote = outputBytes === 0 ? 'without output' : `${formatBytes(outputBytes)} of output`;
  const file =
    outputFile === undefined ? {} : { media: { kind: 'document' as const, ...outputFile, name: `${spec.name}.txt` } };
  const summary = `${spec.name} ${endingOf(outcome)} after ${formatDuration(durationMs)}, ${wrote}.`;
  return { summary, data, ...(output === '' ? {} : { output }), ...file };
}

function endingOf({ ended, good, exitCode, signal, reason }: Outcome): string {
  switch (ended) {
    case 'exited':
      return good ? 'ended well' : `ended with exit code ${exitCode}`;
    case 'killed':
      return `was ended by ${signal}`;
    case 'timed_out':
      return 'ran out of time and was ended';
    case 'stopped':
      return 'was stopped';
    case 'not_started':
      return `could not be started (${reason})`;
  }
}

const kinds: Record<Outcome['ended'], { code: string; class: Failure['class'] }> = {
  exited: { code: 'exit_code', class: 'upstream' },
  killed: { code: 'killed_by_signal', class: 'upstream' },
  timed_out: { code: 'timeout', class: 'timeout' },
  stopped: { code: 'stopped', class: 'conflict' },
  not_started: { code: 'not_started', class: 'internal' },
};

/** Only what may be done twice is worth another try; what never started did nothing. */
function failureOf(outcome: Outcome, spec: JobSpec): Failure {
  const last = outcome.output.trimEnd().split('\n').at(-1)!.slice(0, 300);
  const message = `${spec.name} ${endingOf(outcome)}.${last === '' ? '' : ` Its last line: ${last}`}`;
  return { ...kinds[outcome.ended], message, retryable: spec.idempotent && outcome.ended !== 'stopped' };
}

/**
 * What a run left whose runner is gone.
 * @throws {WorkFailed} unless it ended well; `outcome_unknown` when nothing tells how far it came: a person decides,
 * unless it may be done twice.
 */
export function resultLeft(
  left: Extract<LeftBehind, { state: 'unknown' | 'succeeded' | 'failed' }>,
  { name, idempotent }: JobSpec,
): Result {
  if (left.state === 'succeeded') return left.result;
  if (left.state === 'failed') throw new WorkFailed(left.failure, left.result);
  const message = `The runner of ${name} is gone and left no outcome: whether it ran is not known. Nothing of it runs any more.`;
  throw new WorkFailed({ code: 'outcome_unknown', class: 'internal', message, retryable: idempotent });
}

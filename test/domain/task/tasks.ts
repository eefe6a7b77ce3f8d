import { taskPolicy } from '../../../domain/task/policy.ts';
import { type TaskSpec, taskSpec } from '../../../domain/task/spec.ts';

/** Tasks, policies and limits for tests. */

export const limits = {
  attemptsMax: 2,
  leaseMs: 120_000,
  deadlineMs: 900_000,
  timeoutMs: 900_000,
  approvalTtlMs: 900_000,
  resumeTtlMs: 900_000,
  queueTtlMs: 900_000,
  retryBaseMs: 1000,
  retryMaxMs: 60_000,
  cancelGraceMs: 15_000,
};

export const policy = (said: object = {}) => taskPolicy.parse(said);

/** A task with what is said, and otherwise a report of disk usage. */
export function task(said: object = {}): TaskSpec {
  return taskSpec.parse({
    id: 'disk_usage',
    title: 'Disk usage',
    program: '/usr/bin/du',
    arguments: ['-x', '--max-depth={depth}', '{apparent}', '--', '{path}'],
    parameters: [
      { name: 'path', type: 'path', says: 'Which folder?', roots: ['/var', '/srv'] },
      { name: 'depth', type: 'int', says: 'How deep?', min: 0, max: 5, fallback: '1' },
      { name: 'apparent', type: 'flag', says: 'Apparent sizes?', argument: '--apparent-size' },
    ],
    route: 'light',
    risk: 'low',
    idempotent: true,
    rollback: 'Nothing to undo: it only reads.',
    ...said,
  });
}

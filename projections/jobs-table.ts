import { keyed, type RowOf } from './table.ts';

/** A row for each job, as it is listed. */
export const jobsTable = keyed(
  'jobs',
  {
    jobId: 'text',
    jobClass: 'text',
    /** The task's or the probe's name. */
    name: 'text',
    title: 'text',
    route: 'text',
    risk: 'text',
    state: 'text',
    /** JSON: `[{ name, needs, satisfied, by, at }]`, `by` those who said yes. */
    gates: 'text',
    /** Attempts of this epoch that count. */
    attempt: 'integer',
    attemptsMax: 'integer',
    fence: 'integer',
    ownerId: 'text?',
    leaseExpiresAt: 'text?',
    heartbeatAt: 'text?',
    availableAt: 'text?',
    /** End of the present wait, for whoever must end it. */
    dueAt: 'text?',
    deadlineAt: 'text?',
    startedAt: 'text?',
    progress: 'text?',
    percent: 'real?',
    /** 1 once it was asked to stop. */
    canceling: 'integer',
    /** JSON: `{ code, class, message }`. */
    lastError: 'text?',
    needsOperator: 'text?',
    /** JSON: `{ summary, path?, sha256? }`. */
    result: 'text?',
    /** Why it came to an end that is neither success nor failure. */
    ending: 'text?',
    /** The first that follows it. */
    chatId: 'integer?',
    requestedBy: 'text',
    key: 'text',
    schedule: 'text?',
    rerunOf: 'text?',
    recoveryEpoch: 'integer',
    /** Ends its followers were not told of; none without followers. */
    untold: 'integer',
    /** Ends it has reached, and how many of them were told. */
    news: 'integer',
    told: 'integer',
    correlationId: 'text',
    revision: 'position',
    /** Of its request. */
    position: 'position',
    createdAt: 'text',
    updatedAt: 'text',
    /** Since when it is in its state. */
    sinceAt: 'text',
    terminalAt: 'text?',
    /** Its place among those that ended. */
    ended: 'integer?',
  },
  {
    key: ['jobId'],
    indexes: [
      ['position'],
      ['state', 'position'],
      ['jobClass', 'position'],
      ['state', 'jobClass', 'sinceAt'],
      ['state', 'terminalAt'],
      ['untold', 'position'],
    ],
  },
);

export type JobRow = RowOf<typeof jobsTable.columns>;

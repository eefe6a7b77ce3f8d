import type { StreamName } from '../../domain/ids.ts';
import type { JobClass } from '../../domain/job/work.ts';
import { partitionOf } from './partition.ts';

/** Every subject and consumer name of the bus. Version and kind come first; ids that are not plain go base64url. */

/** `binnacle.v1.cmd.<partition>.<stream>` */
export function commandSubject(stream: StreamName, partitions: number): string {
  return `binnacle.v1.cmd.${partitionOf(stream, partitions)}.${tokenOf(stream)}`;
}

/** Where a machine's samples go; the name of a machine is a plain token. */
export const sampleSubject = (host: string) => `binnacle.v1.sample.${host}`;

export const sampleSubjects = 'binnacle.v1.sample.*';

/** Where the offers of a class of work go. */
export const workSubject = (jobClass: JobClass) => `binnacle.v1.work.${jobClass}`;

export const workSubjects = 'binnacle.v1.work.*';

export const workConsumer = (jobClass: JobClass) => `work-${jobClass}`;

/** Where whoever works on a job elsewhere is told what was recorded of it. */
export const recallSubject = (jobId: string) => `binnacle.v1.recall.${jobId}`;

export const recallSubjects = 'binnacle.v1.recall.*';

/** `binnacle.v1.order.<stream>`: orders of worker processes, each answered. */
export const orderSubject = (stream: StreamName) => `binnacle.v1.order.${tokenOf(stream)}`;

export const orderSubjects = 'binnacle.v1.order.*';

/** Who asks what a place still holds, after its process has died. */
export const heldSubject = 'binnacle.v1.held';

/** A line of this machine's terminal, answered. */
export const terminalSubject = 'binnacle.v1.terminal';

/** All commands of one partition. */
export const partitionSubject = (partition: number) => `binnacle.v1.cmd.${partition}.*`;

export const partitionConsumer = (partition: number) => `cmd-${partition}`;

/** Where a command is set aside: `binnacle.v1.dlq.cmd.<partition>.<stream>`. */
export const deadLetterSubject = (subject: string) => subject.replace(/^binnacle\.v1\./, 'binnacle.v1.dlq.');

export const deadLetterSubjects = 'binnacle.v1.dlq.>';

/** What the server says when it gives up on a message of `stream`. */
export const maxDeliveriesSubject = (stream: string) => `$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.${stream}.*`;

/** What the server says when a message of `stream` was terminated. */
export const terminatedSubject = (stream: string) => `$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.${stream}.*`;

export const parkingConsumer = 'park';

function tokenOf(stream: StreamName): string {
  return /^[A-Za-z0-9_-]+$/.test(stream) ? stream : Buffer.from(stream).toString('base64url');
}

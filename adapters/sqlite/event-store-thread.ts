import { BroadcastChannel, type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { appendGroup, groupLength } from './append-group.ts';
import type { AppendRequest } from './append-request.ts';
import { openEventTable } from './event-table.ts';
import { meetCommitFaults } from './store-faults.ts';
import { lockStore } from './store-lock.ts';
import { openOrRefuse, posted, postedSoFar } from './thread-inbox.ts';
import { outcomeKind, type WriterData, type WriterMessage, type WriterReply } from './writer-protocol.ts';

/** The thread that alone writes the log. It blocks: on SQLite, and on its inbox. */

function open(data: WriterData) {
  const lock = lockStore(data.path, data.lockWaitMs);
  return { lock, table: openEventTable(data) };
}

function serve(
  port: MessagePort,
  { wakeUps, faults, channel: name }: WriterData,
  { lock, table }: ReturnType<typeof open>,
) {
  const channel = new BroadcastChannel(name);
  let queue: AppendRequest[] = [];
  let closing = false;
  while (queue.length > 0 || !closing) {
    const messages = queue.length > 0 ? postedSoFar<WriterMessage>(port) : posted<WriterMessage>(port, wakeUps);
    for (const message of messages) {
      if (message === 'close') closing = true;
      else queue = queue.length === 0 ? message : queue.concat(message);
    }
    if (queue.length === 0) continue;
    const group = queue.splice(0, groupLength(queue));
    const { reply, last } = replyTo(group, appendGroup(table, group));
    meetCommitFaults(faults);
    port.postMessage(reply);
    if (last > 0) channel.postMessage(last);
  }
  channel.close();
  table.close();
  lock.close();
  port.close();
}

function replyTo(
  group: AppendRequest[],
  outcomes: ReturnType<typeof appendGroup>,
): { reply: WriterReply; last: number } {
  const reply: WriterReply = [];
  let last = 0;
  group.forEach(({ number }, index) => {
    const outcome = outcomes[index]!;
    if ('failure' in outcome) reply.push(number, outcomeKind.failed, outcome.failure, 0);
    else if ('actual' in outcome) reply.push(number, outcomeKind.conflict, outcome.actual, 0);
    else {
      reply.push(number, outcomeKind.appended, outcome.revision, outcome.position);
      last = Math.max(last, outcome.position);
    }
  });
  return { reply, last };
}

const opened = openOrRefuse(() => open(workerData));
if (opened !== undefined) {
  parentPort!.postMessage({ opened: opened.table.lastPosition() });
  serve(parentPort!, workerData, opened);
}

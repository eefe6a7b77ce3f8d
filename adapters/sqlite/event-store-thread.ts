import { BroadcastChannel, type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { appendGroup, type GroupedOutcome, groupRoom, takeForGroup } from './append-group.ts';
import type { AppendRequest } from './append-request.ts';
import { openEventTable } from './event-table.ts';
import { meetCommitFaults } from './store-faults.ts';
import { lockStore } from './store-lock.ts';
import { inbox, openOrRefuse } from './thread-inbox.ts';
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
  const { next, soFar } = inbox<WriterMessage>(port, wakeUps);
  const queue: AppendRequest[] = [];
  let closing = false;
  function receive(messages: WriterMessage[]): void {
    for (const message of messages) {
      if (message === 'close') closing = true;
      else queue.push(...message);
    }
  }

  while (queue.length > 0 || !closing) {
    if (queue.length === 0) receive(next());
    if (queue.length === 0) continue;
    const room = groupRoom();
    const outcomes = appendGroup(table, () => {
      receive(soFar());
      return takeForGroup(queue, room);
    });
    meetCommitFaults(faults);
    const { reply, last } = replyOf(outcomes);
    port.postMessage(reply);
    if (last > 0) channel.postMessage(last);
  }
  channel.close();
  table.close();
  lock.close();
  port.close();
}

function replyOf(outcomes: GroupedOutcome[]): { reply: WriterReply; last: number } {
  const reply: WriterReply = [];
  let last = 0;
  for (const { request, outcome } of outcomes) {
    if ('failure' in outcome) reply.push(request.number, outcomeKind.failed, outcome.failure, 0);
    else if ('actual' in outcome) reply.push(request.number, outcomeKind.conflict, outcome.actual, 0);
    else {
      reply.push(request.number, outcomeKind.appended, outcome.revision, outcome.position);
      last = Math.max(last, outcome.position);
    }
  }
  return { reply, last };
}

const opened = openOrRefuse(() => open(workerData));
if (opened !== undefined) {
  parentPort!.postMessage({ opened: opened.table.lastPosition() });
  serve(parentPort!, workerData, opened);
}

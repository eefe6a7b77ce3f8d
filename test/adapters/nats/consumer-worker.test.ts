import { default as test } from 'ava';
import type { Msg, NatsConnection } from 'nats';
import { consumerWorker, type Judge } from '../../../adapters/nats/consumer-worker.ts';
import { acknowledged, retryAfter } from '../../../adapters/nats/verdict.ts';
import { gate } from './buses.ts';
import { testLog } from './real-server.ts';

/** What a real server does too seldom to wait for. */

const epoch = 'today';

test('what comes while it stops is given back at once', async t => {
  const { worker, sent, deliver } = working(async () => acknowledged);
  const stopped = worker.stop();
  deliver(1);
  await stopped;
  t.deepEqual(sent, ['1.1 -NAK']);
});

test('a message that comes again while it is handled is not handled twice, and its last delivery is answered', async t => {
  const may = gate();
  const handled: number[] = [];
  const { worker, sent, deliver } = working(async ({ sequence }) => {
    handled.push(sequence);
    await may.passed;
    return acknowledged;
  });
  deliver(1);
  deliver(1, 2);
  may.open();
  await worker.stop();
  t.deepEqual(handled, [1]);
  t.deepEqual(sent, ['1.2 +WPI', '1.2 +ACK']);
});

test('a message that comes again after its acknowledgement was lost is acknowledged, not handled again', async t => {
  const handled: number[] = [];
  const { worker, sent, deliver, closed } = working(async ({ sequence }) => {
    handled.push(sequence);
    return acknowledged;
  });
  closed.now = true;
  deliver(1);
  await worker.settled();
  closed.now = false;
  deliver(1, 2);
  t.deepEqual(handled, [1]);
  t.deepEqual(sent, ['1.2 +ACK']);
});

test('a message that comes again after a rejection is handled again', async t => {
  const handled: number[] = [];
  const { worker, deliver } = working(async ({ attempt }) => {
    handled.push(attempt);
    return attempt === 1 ? retryAfter(0) : acknowledged;
  });
  deliver(1);
  await worker.settled();
  deliver(1, 2);
  await worker.settled();
  t.deepEqual(handled, [1, 2]);
});

test('over a new connection the server gets the verdict it still waits for, and only that', async t => {
  const { worker, sent, deliver, closed, reopen } = working(async () => acknowledged);
  closed.now = true;
  deliver(1);
  await worker.settled();
  closed.now = false;
  reopen({ pending: 1 });
  reopen({ pending: 2 });
  t.deepEqual(sent, ['1.1 +ACK']);
});

function working(judge: Judge) {
  const sent: string[] = [];
  const closed = { now: false };
  const connection = {
    isClosed: () => closed.now,
    publish: (reply: string, body: string) => void sent.push(`${numbersOf(reply)} ${body}`),
  } as unknown as NatsConnection;
  let settle = () => {};
  const watched: Judge = async delivery => {
    const verdict = await judge(delivery);
    setImmediate(() => settle());
    return verdict;
  };
  const clock = { monotonicMs: () => 0 };
  const worker = consumerWorker({ judge: watched, exclusive: false, handleMaxMs: 1_000, clock, log: testLog().log });
  const reopen = ({ pending }: { pending: number }) =>
    worker.open(connection, epoch, pending ? [{ sequence: pending, reply: 'elsewhere' }] : []);
  reopen({ pending: 0 });
  return {
    worker: { ...worker, settled: () => new Promise<void>(resolve => (settle = resolve)) },
    sent,
    closed,
    reopen,
    deliver: (sequence: number, attempt = 1) => worker.receive(message(sequence, attempt), epoch),
  };
}

const message = (sequence: number, attempt: number) =>
  ({ subject: 's', data: new Uint8Array(), reply: `$JS.ACK.S.c.${attempt}.${sequence}.1.0.0` }) as Msg;

/** `<sequence>.<attempt>` */
const numbersOf = (reply: string) => `${reply.split('.')[5]}.${reply.split('.')[4]}`;

import type { Msg, NatsConnection } from 'nats';
import type { Clock, Log } from '../../actors/ports.ts';
import { deliveryOf, isSame, type JetStreamDelivery } from './delivery.ts';
import type { Unsettled } from './unsettled.ts';
import { givenBack, type Verdict, working } from './verdict.ts';

/** Handles a delivery and says what becomes of it. Never rejects for an expected failure. */
export type Judge = (delivery: JetStreamDelivery) => Promise<Verdict>;

export interface ConsumerWorkerOptions {
  judge: Judge;
  /** See `NatsBusOptions`. */
  exclusive: boolean;
  handleMaxMs: number;
  clock: Pick<Clock, 'monotonicMs'>;
  log: Log;
}

/** Takes the deliveries of one consumer one after another, over any number of connections. */
export interface ConsumerWorker {
  /** Goes on over a new connection: answers what the last one could not carry any more. */
  open(connection: NatsConnection, epoch: string, unsettled: Unsettled[]): void;
  /** `epoch`: of the stream it came from. */
  receive(message: Msg, epoch: string): void;
  /** Asks for more time for what is being handled. To be called more often than the consumer's `ack_wait`. */
  extend(): void;
  handling(): boolean;
  /** Gives back what is not begun. Resolves when what is being handled has its verdict. */
  stop(): Promise<void>;
}

export function consumerWorker({ judge, exclusive, handleMaxMs, clock, log }: ConsumerWorkerOptions): ConsumerWorker {
  // At most one is pending on the server; more than one waits here only after it was delivered again.
  const waiting: JetStreamDelivery[] = [];
  let lane: { connection: NatsConnection; epoch: string } | undefined;
  let running: { delivery: JetStreamDelivery; startedAt: number; givenUp: boolean } | undefined;
  let settled: { delivery: JetStreamDelivery; verdict: Verdict } | undefined;
  let stopping = false;
  let work = Promise.resolve();

  return {
    open(connection, epoch, unsettled) {
      lane = { connection, epoch };
      for (const { sequence, reply } of unsettled) answer({ sequence, epoch }, reply);
    },
    receive(message, epoch) {
      const delivery = deliveryOf(message, epoch);
      if (stopping) return send(delivery, givenBack.body);
      if (running && isSame(running.delivery, delivery)) {
        running.delivery = delivery;
        return send(delivery, working);
      }
      if (settled?.verdict.final && isSame(settled.delivery, delivery)) return send(delivery, settled.verdict.body);
      waiting.push(delivery);
      if (!running) work = workOff();
    },
    extend() {
      if (!running) return;
      const { delivery, startedAt, givenUp } = running;
      if (clock.monotonicMs() - startedAt < handleMaxMs) return send(delivery, working);
      if (givenUp) return;
      running.givenUp = true;
      log.error(
        { subject: delivery.subject, handleMaxMs },
        'a handler does not end: its message goes to another process',
      );
    },
    handling: () => running !== undefined,
    async stop() {
      stopping = true;
      for (const delivery of waiting.splice(0)) send(delivery, givenBack.body);
      await work;
    },
  };

  async function workOff(): Promise<void> {
    for (let delivery = waiting.shift(); delivery; delivery = waiting.shift()) {
      running = { delivery, startedAt: clock.monotonicMs(), givenUp: false };
      const verdict = await judge(delivery);
      settled = { delivery: running.delivery, verdict };
      running = undefined;
      send(settled.delivery, verdict.body);
    }
  }

  /** The server may wait for word about a message: that of a lost connection, or of a run that is no more. */
  function answer(unsettled: Pick<JetStreamDelivery, 'epoch' | 'sequence'>, reply: string): void {
    if (running && isSame(unsettled, running.delivery)) send(running.delivery, working);
    else if (settled && isSame(unsettled, settled.delivery)) send(settled.delivery, settled.verdict.body);
    else if (exclusive && !waiting.some(delivery => isSame(unsettled, delivery)))
      lane?.connection.publish(reply, givenBack.body);
  }

  /** A verdict that cannot be sent now is sent when the server asks: see `answer`. */
  function send(delivery: JetStreamDelivery, body: string): void {
    if (lane && lane.epoch === delivery.epoch && !lane.connection.isClosed())
      lane.connection.publish(delivery.reply, body);
  }
}

import type { Msg } from 'nats';
import { isFlushed, within } from './bounded.ts';
import { type ConsumerWorker, consumerWorker, type Judge } from './consumer-worker.ts';
import { type Pull, pullFrom } from './pull.ts';
import type { NatsBusSettings } from './settings.ts';
import type { Station } from './topology.ts';

/** A durable consumer and who handles what it brings. */
export interface Duty {
  stream: string;
  consumer: string;
  judge: Judge;
}

export interface Consumption {
  /** Listens to every consumer of this station; resolves once the server knows. Again after each repair. */
  open(station: Station): Promise<void>;
  /** The connection is gone; handlers under way go on. */
  shut(): void;
  handling(): number;
  /** Takes nothing more, and waits for the handlers under way, at most `drainTimeoutMs`. */
  stop(): Promise<void>;
}

interface Post extends Duty {
  worker: ConsumerWorker;
}

/** Silence of so many heartbeats is a stall; looked at twice a heartbeat, so that it is seen within two (N5). */
const silentHeartbeats = 1.5;

/** Listens to the consumers of all duties. `trouble` is told what makes it necessary to look at the server again. */
export function consumption(settings: NatsBusSettings, duties: Duty[], trouble: (reason: string) => void): Consumption {
  const { heartbeatMs, ackWaitMs, clock, log } = settings;
  const posts: Post[] = duties.map(duty => ({ ...duty, worker: consumerWorker({ ...settings, judge: duty.judge }) }));
  let pulls: Pull[] = [];
  const reported = new WeakSet<Pull>();
  const watching = setInterval(lookForStalls, heartbeatMs / 2);
  const extending = setInterval(extendAll, ackWaitMs / 3);

  return {
    async open(station) {
      const ended = pulls;
      pulls = posts.map(post => listen(station, post));
      // What had been sent to the old pulls is still taken.
      for (const pull of ended) void pull.stop();
      if (!(await isFlushed(station.connection, settings.requestTimeoutMs)))
        throw new Error('the server did not confirm that it is listened to');
    },
    shut() {
      pulls = [];
    },
    handling: () => posts.filter(({ worker }) => worker.handling()).length,
    async stop() {
      clearInterval(watching);
      const ended = pulls;
      pulls = [];
      const handled = posts.map(({ worker }) => worker.stop());
      const ending = Promise.all([...handled, ...ended.map(pull => pull.stop())]);
      if (!(await within(settings.drainTimeoutMs, ending)))
        log.warn({ handling: this.handling() }, 'handlers are still under way; what they do is delivered again');
      clearInterval(extending);
    },
  };

  function listen({ connection, epochOf, unsettledOf }: Station, { stream, consumer, worker }: Post): Pull {
    const epoch = epochOf(stream);
    worker.open(connection, epoch, unsettledOf(stream, consumer));
    const receive = (message: Msg) => worker.receive(message, epoch);
    return pullFrom(connection, { stream, consumer, heartbeatMs, clock, receive, trouble });
  }

  function extendAll(): void {
    for (const { worker } of posts) worker.extend();
  }

  function lookForStalls(): void {
    if (silent().length === 0) return;
    // After a long turn of this process the signs of life are there, not yet read: read first.
    setImmediate(() => {
      const stalled = silent();
      for (const pull of stalled) {
        reported.add(pull);
        settings.onStalled({ consumer: pull.consumer, silentMs: Math.round(pull.silentMs()) });
      }
      if (stalled.length > 0) trouble(`${stalled.length} consumers give no sign of life`);
    });
  }

  /** Each pull is told of once: the repair puts another in its place. */
  function silent(): Pull[] {
    return pulls.filter(pull => pull.silentMs() > heartbeatMs * silentHeartbeats && !reported.has(pull));
  }
}

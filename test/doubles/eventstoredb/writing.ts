import { setTimeout } from 'node:timers/promises';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Writes to callers no faster than they read, and counts. */
export function writing() {
  let sent = 0;
  return {
    sent: () => sent,
    /** Resolves once nothing was written for `ms`. */
    async quiet(ms: number): Promise<void> {
      for (let before = -1; before !== sent; ) {
        before = sent;
        await setTimeout(ms);
      }
    },
    write(call: ReadCall, message: ReadResp): Promise<void> {
      sent += 1;
      if (call.cancelled || call.write(message)) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const ends = ['drain', 'cancelled', 'close'];
      const done = () => {
        for (const end of ends) call.off(end, done);
        resolve();
      };
      for (const end of ends) call.on(end, done);
      return promise;
    },
  };
}

export type Writing = ReturnType<typeof writing>;

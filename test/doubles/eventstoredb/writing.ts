import { EventEmitter, once } from 'node:events';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Writes to callers no faster than they read, and counts. */
export function writing() {
  const blocked = new EventEmitter();
  let sent = 0;
  return {
    sent: () => sent,
    /** Resolves the next time a caller takes no more for now. @throws after 5 s. */
    nextBlocked: async () => void (await once(blocked, 'blocked', { signal: AbortSignal.timeout(5_000) })),
    write(call: ReadCall, message: ReadResp): Promise<void> {
      sent += 1;
      if (call.cancelled || call.write(message)) return Promise.resolve();
      blocked.emit('blocked');
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

import { status } from '@grpc/grpc-js';
import { type Door, enter, type Welcome } from './calls.ts';
import { fromPosition } from './from-position.ts';
import { eventMessage, failure, streamNotFound } from './messages.ts';
import type { Subscribe } from './subscribe.ts';
import type { WireLog, WireRecord } from './wire-log.ts';
import type { ReadCall } from './writing.ts';

/** `Streams.Read`: a bounded read of a stream or of all, or a subscription. */
export function readHandler(log: WireLog, door: Door, subscribe: Subscribe) {
  return async (call: ReadCall) => {
    call.on('error', () => {}); // The caller has gone: nobody is left to be told.
    const options = call.request.getOptions()!;
    const isSubscription = options.hasSubscription();
    door.open[isSubscription ? 'subscriptions' : 'reads'].opened(call);
    const welcome = await enter(door, isSubscription ? 'subscribe' : 'read', call);
    if (welcome.go === 'refuse') return void call.emit('error', welcome.status);
    if (welcome.go === 'stop') return;
    try {
      if (isSubscription) await subscribe(call, welcome.fault?.kind !== 'no_caught_up');
      else await read(call, log, door, welcome);
    } catch (error) {
      call.emit('error', failure(status.UNKNOWN, String(error)));
    }
  };
}

async function read(call: ReadCall, log: WireLog, door: Door, welcome: Welcome & { go: 'on' | 'stop' }) {
  const options = call.request.getOptions()!;
  const range = { backwards: Number(options.getReadDirection()) === 1, limit: Number(options.getCount()) };
  const stream = options.getStream();
  if (stream === undefined) {
    const place = { limit: range.limit, ...fromPosition(call) };
    await send(door, call, range.backwards ? log.readBackwards(place) : log.readForwards(place));
  } else {
    const name = Buffer.from(stream.getStreamIdentifier()!.getStreamName_asU8()).toString();
    const from = stream.hasRevision() ? { from: BigInt(stream.getRevision()) } : {};
    const sent = await send(door, call, log.readStream(name, { ...range, ...from }));
    if (sent === 0 && !(await isThere(log, name))) await door.writing.write(call, streamNotFound(name));
  }
  if (welcome.fault?.kind === 'cut_after') door.cut(call.getPeer());
  else call.end();
}

async function send(door: Door, call: ReadCall, records: AsyncIterable<WireRecord>): Promise<number> {
  let sent = 0;
  for await (const record of records) {
    await door.writing.write(call, eventMessage(record));
    sent += 1;
  }
  return sent;
}

async function isThere(log: WireLog, stream: string): Promise<boolean> {
  for await (const _ of log.readStream(stream, { backwards: true, limit: 1 })) return true;
  return false;
}

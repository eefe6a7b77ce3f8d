import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { status } from '@grpc/grpc-js';
import type { SubscriptionFault } from './faults.ts';
import { fromPosition } from './from-position.ts';
import { caughtUp, checkpoint, confirmation, eventMessage, failure } from './messages.ts';
import type { WireLog, WireRecord } from './wire-log.ts';
import type { ReadCall, Writing } from './writing.ts';

interface State {
  slip?: 'repeat' | 'skip';
  isStalled: boolean;
  saysCaughtUp: boolean;
}

export type Subscribe = (call: ReadCall, saysCaughtUp: boolean) => Promise<void>;

/** Subscriptions to all, filtered or not, and what can be done to those under way. */
export function subscriptionServer(log: WireLog, { write }: Writing, cut: (peer: string) => void) {
  const live = new Set<(fault: SubscriptionFault) => void>();

  const subscribe: Subscribe = async (call, saysCaughtUp) => {
    const gone = new AbortController();
    for (const end of ['cancelled', 'close', 'finish']) call.on(end, () => gone.abort());
    const state: State = { saysCaughtUp, isStalled: false };
    const meet = (fault: SubscriptionFault) => {
      if (fault === 'stall') state.isStalled = true;
      else if (fault === 'cut') cut(call.getPeer());
      else if (fault === 'repeat' || fault === 'skip') state.slip = fault;
      else {
        gone.abort();
        finish(call, fault);
      }
    };
    live.add(meet);
    try {
      await write(call, confirmation());
      await follow(call, state, gone.signal);
    } finally {
      live.delete(meet);
    }
  };

  async function follow(call: ReadCall, state: State, signal: AbortSignal) {
    const wanted = filterOf(call.request);
    let considered = 0;
    for await (const page of log.follow(fromPosition(call).from, signal)) {
      for (const record of page) {
        if (signal.aborted || state.isStalled) return;
        considered += 1;
        if (wanted.matches(record)) {
          const { slip } = state;
          delete state.slip;
          if (slip !== 'skip') await write(call, eventMessage(record));
          if (slip === 'repeat') await write(call, eventMessage(record));
        }
        if (wanted.checkpointEvery > 0 && considered % wanted.checkpointEvery === 0) {
          await write(call, checkpoint(record.position));
        }
      }
      if (page.length === 0 && state.saysCaughtUp && !state.isStalled && !signal.aborted) await write(call, caughtUp());
    }
  }

  return {
    subscribe,
    /** Does something to every subscription under way. Returns to how many. */
    meddle(fault: SubscriptionFault): number {
      const met = [...live];
      for (const each of met) each(fault);
      return met.length;
    },
  };
}

function finish(call: ReadCall, fault: 'end' | 'drop' | 'too_slow'): void {
  if (fault === 'end') call.end();
  else if (fault === 'drop') call.emit('error', failure(status.UNKNOWN, 'Unexpected SubscriptionDropReason: NotFound'));
  else {
    const words = 'Consumer too slow to handle event while live. Client resubscription required.';
    call.emit('error', failure(status.UNKNOWN, words));
  }
}

function filterOf(request: ReadReq) {
  const filter = request.getOptions()!.getFilter();
  if (filter === undefined) return { matches: () => true, checkpointEvery: 0 };
  const isStream = filter.hasStreamIdentifier();
  const { regex, prefixList } = (isStream ? filter.getStreamIdentifier() : filter.getEventType())!.toObject();
  const matches = (record: WireRecord) => {
    const text = isStream ? record.stream : record.type;
    return regex ? new RegExp(regex).test(text) : prefixList.some(prefix => text.startsWith(prefix));
  };
  return { matches, checkpointEvery: (filter.getMax() || 32) * filter.getCheckpointintervalmultiplier() };
}

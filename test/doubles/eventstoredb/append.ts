import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { AppendReq, AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerErrorResponse, type ServerReadableStream, type sendUnaryData, status } from '@grpc/grpc-js';
import {
  type Appended,
  type EventStore,
  EventTooLarge,
  type ExpectedRevision,
  RevisionConflict,
} from '../../../actors/ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { NewEvent } from '../../../domain/message.ts';
import { type Door, enter } from './calls.ts';
import { failure } from './messages.ts';
import type { WireLog } from './wire-log.ts';

/** `Streams.Append`, unary in its answer: the options, then the events, then one answer. */
export function appendHandler(store: EventStore, log: WireLog, door: Door) {
  return async (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) => {
    call.on('error', () => {}); // The caller has gone: nobody is left to be told.
    const parts = await partsOf(call);
    if (parts === undefined) return;
    const welcome = await enter(door, 'append', call);
    if (welcome.go === 'refuse') return answer(welcome.status as ServerErrorResponse);
    if (welcome.go === 'stop') return;
    const options = parts[0]!.getOptions()!;
    const stream = Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8()).toString() as StreamName;
    const expected: ExpectedRevision = options.hasNoStream() ? 'no_stream' : BigInt(options.getRevision());
    try {
      const appended = await store.append(stream, expected, parts.slice(1).map(asNewEvent));
      if (welcome.fault?.kind === 'cut_after') door.cut(call.getPeer());
      else answer(null, success(appended, welcome.fault?.kind === 'no_position' ? undefined : log));
    } catch (error) {
      if (error instanceof RevisionConflict) answer(null, conflict(error));
      else answer(refusal(error) as ServerErrorResponse);
    }
  };
}

/** The whole request; none when it was called off half-way, which must not look like a shorter one. */
async function partsOf(call: ServerReadableStream<AppendReq, AppendResp>): Promise<AppendReq[] | undefined> {
  try {
    const parts: AppendReq[] = [];
    for await (const part of call) parts.push(part);
    return call.cancelled ? undefined : parts;
  } catch {
    return undefined;
  }
}

function asNewEvent(part: AppendReq): NewEvent {
  const proposed = part.getProposedMessage()!;
  const parsed = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString());
  return {
    id: proposed.getId()!.getString(),
    type: proposed.getMetadataMap().get('type')!,
    data: parsed(proposed.getData_asU8()),
    metadata: parsed(proposed.getCustomMetadata_asU8()),
  };
}

function success({ revision, position }: Appended, log: WireLog | undefined): AppendResp {
  const written = new streams.AppendResp.Success();
  written.setCurrentRevision(String(revision));
  if (log === undefined) written.setNoPosition(new shared.Empty());
  else {
    const place = new streams.AppendResp.Position();
    place.setCommitPosition(String(log.toWire(position)));
    place.setPreparePosition(String(log.toWire(position)));
    written.setPosition(place);
  }
  return new streams.AppendResp().setSuccess(written);
}

function conflict({ expected, actual }: RevisionConflict): AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  if (actual === 'no_stream') wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(actual));
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}

const refusal = (error: unknown) =>
  error instanceof EventTooLarge
    ? failure(status.INVALID_ARGUMENT, 'Maximum Append Size of 1048576 Exceeded.', {
        exception: 'maximum-append-size-exceeded',
        'maximum-append-size': '1048576',
      })
    : failure(status.UNKNOWN, String(error));

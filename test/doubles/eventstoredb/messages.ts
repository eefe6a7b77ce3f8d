import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, type StatusObject } from '@grpc/grpc-js';
import type { WireRecord } from './wire-log.ts';

/** The server's messages, built from what ships inside the client's package. */

const { ReadResp: Read } = streams;

export function eventMessage(record: WireRecord): ReadResp {
  const id = new shared.UUID();
  id.setString(record.id);
  const event = new Read.ReadEvent.RecordedEvent();
  event.setId(id);
  event.setStreamIdentifier(streamIdentifier(record.stream));
  event.setStreamRevision(String(record.revision));
  event.setCommitPosition(String(record.position));
  event.setPreparePosition(String(record.position));
  event.setData(record.data);
  event.setCustomMetadata(record.metadata);
  const metadata = event.getMetadataMap();
  metadata.set('type', record.type);
  metadata.set('content-type', record.isJson ? 'application/json' : 'application/octet-stream');
  // .NET's ticks: 100 ns since 1970.
  metadata.set('created', String(BigInt(record.recordedAt.getTime()) * 10_000n));
  const read = new Read.ReadEvent();
  read.setEvent(event);
  read.setCommitPosition(String(record.position));
  return new Read().setEvent(read);
}

export function confirmation(): ReadResp {
  const confirmed = new Read.SubscriptionConfirmation();
  confirmed.setSubscriptionId(crypto.randomUUID());
  return new Read().setConfirmation(confirmed);
}

export const caughtUp = (): ReadResp => new Read().setCaughtUp(new Read.CaughtUp());

export function checkpoint(position: bigint): ReadResp {
  const reached = new Read.Checkpoint();
  reached.setCommitPosition(String(position));
  reached.setPreparePosition(String(position));
  return new Read().setCheckpoint(reached);
}

export function streamNotFound(stream: string): ReadResp {
  const missing = new Read.StreamNotFound();
  missing.setStreamIdentifier(streamIdentifier(stream));
  return new Read().setStreamNotFound(missing);
}

/** A failure as the server tells it: the kind and its details are in the trailers. */
export function failure(code: number, details: string, trailers: Record<string, string> = {}): StatusObject {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, value);
  return { code, details, metadata };
}

function streamIdentifier(stream: string) {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  return identifier;
}

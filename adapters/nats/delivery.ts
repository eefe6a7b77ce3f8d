import type { Msg, MsgHdrs } from 'nats';

/** One delivery by JetStream. */
export interface JetStreamDelivery {
  subject: string;
  body: Uint8Array;
  headers: MsgHdrs | undefined;
  /** Where the verdict goes. */
  reply: string;
  /** 1 for the first. */
  attempt: number;
  /** Place in the server's stream. */
  sequence: number;
  /** When that stream was created: a wiped server counts its messages from 1 again. */
  epoch: string;
}

/** Reads what the server writes into the reply subject: `$JS.ACK.[domain.account.]stream.consumer.n.seq.…` (ADR-15). */
export function deliveryOf(message: Msg, epoch: string): JetStreamDelivery {
  const { subject, data: body, headers, reply = '' } = message;
  const tokens = reply.split('.');
  const first = tokens.length === 9 ? 4 : 6;
  return { subject, body, headers, reply, attempt: Number(tokens[first]), sequence: Number(tokens[first + 1]), epoch };
}

/** The reply subject of a delivery that another run was given; the server reads only its numbers. */
export function replyOf(stream: string, consumer: string, sequence: number, consumerSequence: number): string {
  return `$JS.ACK.${stream}.${consumer}.1.${sequence}.${consumerSequence}.0.0`;
}

/** Whether both are the same message, delivered twice. */
export function isSame(one: Pick<JetStreamDelivery, 'epoch' | 'sequence'>, other: JetStreamDelivery): boolean {
  return one.sequence === other.sequence && one.epoch === other.epoch;
}

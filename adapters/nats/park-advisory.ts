import type { JetStreamManager } from 'nats';
import { z } from 'zod';
import type { Judge } from './consumer-worker.ts';
import { type DeadLetter, type DeadLetters, parkedOf } from './dead-letters.ts';
import type { NatsBusSettings } from './settings.ts';
import { storedMessage } from './stored-message.ts';
import { acknowledged, retryAfter, terminated } from './verdict.ts';

/** The part we read of `io.nats.jetstream.advisory.v1.max_deliver`. */
const maxDeliverAdvisory = z.object({
  stream_seq: z.int().min(1),
  deliveries: z.int().min(1),
  timestamp: z.iso.datetime({ offset: true }),
});

const againAfterMs = 2_000;

/**
 * Sets aside what the server gave up on: commands whose last delivery ended without a verdict, as when the process
 * that had them died each time (N8). The server leaves such a message in the stream; here it is moved.
 */
export function advisoryJudge(
  settings: NatsBusSettings,
  deadLetters: DeadLetters,
  manager: () => JetStreamManager | undefined,
): Judge {
  const { stream, log, onParked } = settings;
  return async ({ body }) => {
    const advisory = maxDeliverAdvisory.safeParse(jsonIn(body));
    if (!advisory.success) {
      log.warn({ issues: advisory.error.issues }, 'an advisory of the server is not as expected; it is left alone');
      return terminated;
    }
    try {
      await park(advisory.data);
      return acknowledged;
    } catch (cause) {
      log.warn(
        { sequence: advisory.data.stream_seq, err: cause },
        'a message the server gave up on is not set aside yet',
      );
      return retryAfter(againAfterMs);
    }
  };

  async function park({ stream_seq: sequence, deliveries, timestamp }: z.infer<typeof maxDeliverAdvisory>) {
    const station = manager();
    if (!station) throw new Error('not connected');
    const message = await storedMessage(station, stream.name, { seq: sequence });
    // Younger than the word about it: the stream was made anew since, and this is another message.
    if (!message || message.time.getTime() > Date.parse(timestamp)) return;
    const letter: DeadLetter<'max_deliveries'> = {
      cause: 'max_deliveries',
      detail: 'the server was given no verdict, as when the process that has the command dies',
      subject: message.subject,
      body: message.data,
      messageId: message.header?.get('Nats-Msg-Id') || undefined,
      sequence,
      deliveries,
    };
    await deadLetters.setAside(letter);
    onParked(parkedOf(letter));
  }
}

function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

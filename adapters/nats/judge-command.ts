import type { Delivery } from '../../actors/ports.ts';
import { sha256 } from '../../domain/ids.ts';
import { commandIn } from './command-body.ts';
import type { Judge } from './consumer-worker.ts';
import { type DeadLetter, type DeadLetters, parkedOf } from './dead-letters.ts';
import type { JetStreamDelivery } from './delivery.ts';
import type { Poison } from './reports.ts';
import type { NatsBusSettings } from './settings.ts';
import { acknowledged, retryAfter, terminated, type Verdict } from './verdict.ts';

/**
 * What becomes of a command: acknowledged when its handler resolves; delivered again, later, when it rejects; set
 * aside after the last delivery, or at once when it is no command at all.
 */
export function commandJudge(
  settings: NatsBusSettings,
  deadLetters: DeadLetters,
  handle: (delivery: Delivery) => Promise<void>,
): Judge {
  const { maxDeliver, retryDelaysMs, log } = settings;
  return async delivery => {
    const content = commandIn(delivery.body, delivery.headers?.get('Content-Type') || undefined);
    if ('code' in content) return refuse(delivery, content.code);
    try {
      await handle({ command: content.command, attempt: delivery.attempt });
      return acknowledged;
    } catch (cause) {
      log.warn({ subject: delivery.subject, attempt: delivery.attempt, err: cause }, 'a command was not handled');
      return delivery.attempt < maxDeliver ? later(delivery) : park(delivery, String(cause));
    }
  };

  async function refuse(delivery: JetStreamDelivery, code: Poison['code']): Promise<Verdict> {
    if (!(await isSetAside(letterOf(delivery, code, '')))) return later(delivery);
    const { subject, body, attempt } = delivery;
    settings.onPoison({ code, subject, sha256: sha256(body), bytes: body.length, deliveries: attempt });
    return terminated;
  }

  async function park(delivery: JetStreamDelivery, detail: string): Promise<Verdict> {
    const letter = letterOf(delivery, 'handler_rejected', detail);
    // When it cannot be stored, the server gives up on the message, and `park-advisory.ts` sets it aside later.
    if (!(await isSetAside(letter))) return later(delivery);
    settings.onParked(parkedOf(letter));
    return terminated;
  }

  async function isSetAside(letter: DeadLetter): Promise<boolean> {
    try {
      await deadLetters.setAside(letter);
      return true;
    } catch (error) {
      log.error({ subject: letter.subject, cause: letter.cause, err: error }, 'a message could not be set aside now');
      return false;
    }
  }

  function later({ attempt }: JetStreamDelivery): Verdict {
    return retryAfter(retryDelaysMs[Math.min(attempt, retryDelaysMs.length) - 1] ?? 0);
  }
}

function letterOf<Cause extends string>(
  { subject, body, headers, sequence, attempt }: JetStreamDelivery,
  cause: Cause,
  detail: string,
): DeadLetter<Cause> {
  const messageId = headers?.get('Nats-Msg-Id') || undefined;
  return { cause, detail, subject, body, messageId, sequence, deliveries: attempt };
}

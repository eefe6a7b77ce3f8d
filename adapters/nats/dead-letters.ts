import { headers } from 'nats';
import { sha256 } from '../../domain/ids.ts';
import { commandIn } from './command-body.ts';
import type { Publisher } from './publisher.ts';
import type { Parked, Poison } from './reports.ts';
import { deadLetterSubject } from './subjects.ts';

/** A message to be set aside. */
export interface DeadLetter<Cause extends string = Poison['code'] | Parked['cause']> {
  cause: Cause;
  /** What is known of the cause; its first line and 300 characters are kept. */
  detail: string;
  subject: string;
  body: Uint8Array;
  /** `Nats-Msg-Id` it was published under. */
  messageId: string | undefined;
  /** Place in the command stream. */
  sequence: number;
  deliveries: number;
}

/**
 * Stores a copy of the message, byte for byte, in the dead-letter stream, with its cause in headers. The same letter
 * twice within the stream's duplicate window is stored once.
 * @throws {BusUnavailable} it is not known to be stored.
 */
export async function storeDeadLetter(publisher: Publisher, letter: DeadLetter): Promise<void> {
  const hash = sha256(letter.body);
  const about = headers();
  about.set('Nats-Msg-Id', `${letter.sequence}-${hash}`);
  about.set('Binnacle-Cause', letter.cause);
  about.set('Binnacle-Detail', oneLine(letter.detail));
  about.set('Binnacle-Subject', letter.subject);
  about.set('Binnacle-Sequence', String(letter.sequence));
  about.set('Binnacle-Deliveries', String(letter.deliveries));
  about.set('Binnacle-Sha256', hash);
  if (letter.messageId) about.set('Binnacle-Message-Id', letter.messageId);
  await publisher.store(deadLetterSubject(letter.subject), letter.body, about);
}

/** What the program is told of a command that was set aside. */
export function parkedOf({ body, sequence: _, ...letter }: DeadLetter<Parked['cause']>): Parked {
  const content = commandIn(body);
  const command = 'command' in content ? content.command : undefined;
  return { ...letter, detail: oneLine(letter.detail), command, sha256: sha256(body), bytes: body.length };
}

/** A header holds one line. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').slice(0, 300);

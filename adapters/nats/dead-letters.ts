import { headers, type JetStreamManager, type MsgHdrs } from 'nats';
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

export interface DeadLetters {
  /**
   * Moves the message, byte for byte, to the dead-letter stream, with its cause in headers. Stored there first and
   * deleted then: a crash between the two repeats, and loses nothing. The same letter twice within the stream's
   * duplicate window is stored once.
   * @throws {BusUnavailable} it is not known to be stored. Any other error: it is not known to be deleted.
   */
  setAside(letter: DeadLetter): Promise<void>;
}

/** `manager`: that of the present connection; `stream`: where commands are. */
export function deadLetters(
  publisher: Publisher,
  manager: () => JetStreamManager | undefined,
  stream: string,
): DeadLetters {
  return {
    async setAside(letter) {
      await publisher.store(deadLetterSubject(letter.subject), letter.body, headersOf(letter));
      await manager()?.streams.deleteMessage(stream, letter.sequence, false);
    },
  };
}

function headersOf(letter: DeadLetter): MsgHdrs {
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
  return about;
}

/** What the program is told of a command that was set aside. */
export function parkedOf({ body, sequence: _, ...letter }: DeadLetter<Parked['cause']>): Parked {
  const content = commandIn(body);
  const command = 'command' in content ? content.command : undefined;
  return { ...letter, detail: oneLine(letter.detail), command, sha256: sha256(body), bytes: body.length };
}

/** A header holds one line. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').slice(0, 300);

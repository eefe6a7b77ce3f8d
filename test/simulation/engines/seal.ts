import type { RecordedEvent } from '../../../domain/message.ts';
import { type KeyRing, openEvent, viewedEvent } from '../../../domain/personal/seal.ts';
import { type Decoded, decode } from '../../../domain/upcast.ts';

/** A cipher that anybody can undo: what is of interest is who sees what is sealed, and who does not. */
export const ring: KeyRing = {
  seal: (subject, about, text) => Buffer.from(JSON.stringify([subject, about, text])).toString('base64'),
  open(subject, about, sealed) {
    const [whose, what, text] = JSON.parse(Buffer.from(sealed, 'base64').toString()) as [string, string, string];
    return whose === subject && what === about ? text : undefined;
  },
};

export const opened = (event: RecordedEvent): RecordedEvent => openEvent(event, ring);

/** As the projections read: what views show is opened, and the event as it lies in the log is beside it. */
export function read(event: RecordedEvent): Decoded {
  return { ...decode(viewedEvent(event, ring)), recorded: event };
}

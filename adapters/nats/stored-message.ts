import type { JetStreamManager, SeqMsgRequest, StoredMsg } from 'nats';

const notFound = 10037;

/** `next_by_subj`: the first at `seq` or after it with such a subject (server 2.9; the client's types lack it). */
export interface MessageRequest extends SeqMsgRequest {
  next_by_subj?: string;
}

/** The stored message that the request names, if there is one. @throws when the server does not answer. */
export async function storedMessage(
  manager: JetStreamManager,
  stream: string,
  request: MessageRequest,
): Promise<StoredMsg | undefined> {
  try {
    return (await manager.streams.getMessage(stream, request)) ?? undefined;
  } catch (cause) {
    if ((cause as { api_error?: { err_code?: number } }).api_error?.err_code === notFound) return undefined;
    throw cause;
  }
}

import { chatIdOf, outboxStream } from '../domain/gateway/route.ts';
import { categoryOf, type StreamName } from '../domain/ids.ts';
import type { Fact } from '../domain/upcast.ts';
import type { Log } from './ports.ts';
import type { ActorSystem } from './system.ts';

/**
 * Wakes the outbox of a chat that asked for a reply. It only saves waiting: an outbox that was not woken is
 * found by the sweeper, because the log says that a reply is open.
 */
export function handover(
  system: () => Pick<ActorSystem, 'wake'>,
  log: Log,
): (stream: StreamName, facts: Fact[]) => void {
  return (stream, facts) => {
    if (categoryOf(stream) !== 'chat' || !facts.some(({ type }) => type === 'ReplyRequested')) return;
    const outbox = outboxStream(chatIdOf(stream));
    system()
      .wake(outbox)
      .catch(err => log.warn({ stream: outbox, err }, 'an outbox did not wake; the sweeper will'));
  };
}

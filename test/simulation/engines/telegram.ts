import { type Destination, type Outgoing, TelegramError, type TelegramFailure } from '../../../actors/ports.ts';
import { outgoing } from '../../../adapters/telegram/outgoing.ts';
import type { Reply } from '../../../domain/chat/reply.ts';
import { canonical } from '../../../domain/fold.ts';
import type { Engines } from '../../../ops/program/engines.ts';
import type { FaultKind } from '../faults.ts';
import { raise } from './event-store.ts';
import type { Rendered, TelegramServer } from './telegram-server.ts';
import { isTurningAway } from './turning-away.ts';
import type { Wire } from './wire.ts';

const longPollMs = 30_000;
const clientTimeoutMs = 35_000;
const callTimeoutMs = 15_000;

/** Telegram as one life of the program has it. */
export function telegram(server: TelegramServer, wire: Wire, botName: string): Engines['telegram'] {
  return {
    botId: '7000',
    botName: () => botName,
    poller: { poll: (offset, signal) => poll(server, wire, offset, signal) },
    sender: {
      render,
      send: (to, message) => send(server, wire, to, message),
      edit: ({ chatId, messageId }, message) =>
        call(wire, `edit ${chatId}/${messageId}`, chatId, server, () => {
          server.edit(chatId, messageId, message.content as Rendered);
        }),
      acknowledge: callbackId =>
        call(wire, `acknowledge ${callbackId}`, undefined, server, () => server.acknowledge(callbackId)),
    },
  };
}

function render(reply: Reply): Outgoing[] {
  const of = canonical(reply);
  return outgoing(reply).map(({ markup }, part): Outgoing => {
    const buttons = (markup?.inline_keyboard ?? [])
      .flat()
      .map(button => (button as { callback_data: string }).callback_data);
    return { content: { of, part, buttons } satisfies Rendered };
  });
}

const failing = (failure: TelegramFailure) => new TelegramError(failure);

function poll(server: TelegramServer, wire: Wire, offset: number | undefined, signal: AbortSignal): Promise<unknown[]> {
  const { world, owner, chance } = wire;
  const asked = wire.later<unknown[]>(`poll from ${offset ?? 'the oldest'}`, chance.between(5, 80), answer => {
    const failed = pollFailure(wire);
    if (failed !== undefined) return answer(() => raise(failing(failed)));
    server.confirm(offset);
    if (wire.strikes('telegram.poll-hang'))
      return void world.in(clientTimeoutMs, '', () => answer(() => raise(failing(noAnswer))), owner);
    server.whenThereAre(longPollMs, signal, owner, () => {
      const again = wire.strikes('telegram.redelivered') ? server.confirmedLately() : [];
      const updates = [...again, ...server.pending()].slice(0, 100);
      if (updates.length > 0 && wire.strikes('telegram.poll-answer-lost'))
        return answer(() => raise(failing(noAnswer)));
      answer(() => structuredClone(updates));
    });
  });
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(failing({ kind: 'not_sent', description: 'called off' })), {
      once: true,
    });
    asked.then(resolve, reject);
  });
}

const noAnswer: TelegramFailure = { kind: 'unknown', description: 'sent, but no answer came' };

function pollFailure(wire: Wire): TelegramFailure | undefined {
  if (wire.strikes('telegram.poll-5xx')) return { kind: 'not_sent', description: '502 Bad Gateway' };
  if (wire.strikes('telegram.poll-429')) return { kind: 'throttled', retryAfterMs: 3_000, description: '429' };
  if (wire.strikes('telegram.poll-401')) return { kind: 'auth', description: '401 Unauthorized' };
  if (wire.strikes('telegram.poll-409')) return { kind: 'conflict', description: '409 Conflict' };
  return undefined;
}

function send(server: TelegramServer, wire: Wire, to: Destination, message: Outgoing): Promise<{ messageId: number }> {
  const moved = server.movedTo.get(to.chatId);
  // The word that nothing is accepted stands in no line: there is no log to put it in.
  const inLine = isTurningAway(message.content as Rendered) ? undefined : to.chatId;
  return call(wire, `send to ${to.chatId}`, inLine, server, () => {
    if (moved !== undefined)
      throw failing({ kind: 'migrated', toChatId: moved, description: 'upgraded to a supergroup' });
    return { messageId: server.deliver(to.chatId, message.content as Rendered) };
  });
}

/** One call of the Bot API that changes something. */
function call<Result>(
  wire: Wire,
  label: string,
  chatId: number | undefined,
  server: TelegramServer,
  effect: () => Result,
): Promise<Result> {
  const { world, owner, chance } = wire;
  server.begins(label, chatId);
  return wire
    .later<Result>(label, chance.between(5, 120), answer => {
      if (chatId !== undefined) server.requireAllowed(chatId, label);
      const failure = sendFailure(wire);
      if (failure !== undefined)
        return answer(() => {
          // It binds from when it is heard: a process that died before could not know.
          if (failure.kind === 'throttled' && chatId !== undefined) server.throttle(chatId, failure.retryAfterMs);
          throw failing(failure);
        });
      if (wire.strikes('telegram.cut-before')) return answer(() => raise(failing(noAnswer)));
      if (wire.strikes('telegram.hang'))
        return void world.in(callTimeoutMs, '', () => answer(() => raise(failing(noAnswer))), owner);
      const cut = wire.strikes('telegram.cut-after');
      try {
        const result = effect();
        answer(() => (cut ? raise(failing(noAnswer)) : result));
        if (cut) server.cuts++;
      } catch (error) {
        answer(() => raise(error as Error));
      }
    })
    .finally(() => server.ends(chatId));
}

function sendFailure(wire: Wire): TelegramFailure | undefined {
  const said = (kind: FaultKind) => wire.strikes(kind);
  if (said('telegram.5xx')) return { kind: 'not_sent', description: '500 Internal Server Error' };
  if (said('telegram.429')) {
    const retryAfterMs = 1_000 + Math.round(4_000 * wire.faults.detail('telegram.429'));
    return { kind: 'throttled', retryAfterMs, description: `429 retry after ${retryAfterMs / 1000}` };
  }
  if (said('telegram.401')) return { kind: 'auth', description: '401 Unauthorized' };
  if (said('telegram.403')) return { kind: 'unreachable', description: '403 bot was blocked by the user' };
  if (said('telegram.400')) return { kind: 'rejected', description: '400 Bad Request' };
  return undefined;
}

import type { Alert, Card, Notice } from '../../domain/alert/state.ts';
import { noticeWords } from '../../domain/alert/wording.ts';
import type { Reply } from '../../domain/chat/reply.ts';
import { toldId } from '../../domain/chat/tell.ts';
import { chatStream } from '../../domain/gateway/route.ts';
import type { Command } from '../../domain/message.ts';
import { systemAgent } from '../actor.ts';
import { effect, type Handle, type Outcome } from '../handle.ts';
import type { Log, Random, Timers } from '../ports.ts';
import { insist } from '../waiting.ts';

export interface NoticePorts {
  /** The chats that are told of alerts. */
  alertChats: readonly number[];
  timeZone: string;
  /** To another stream. @throws {Refusal} {@link StoreError} */
  tellOther(command: Command): Promise<Outcome>;
  /** Whether a reply has been shown in its chat. */
  isShown(card: Card): Promise<boolean>;
  timers: Timers;
  random: Random;
  log: Log;
}

/**
 * Asks the chats to show what an alert has to tell, one notice after the other, and notes that it did. Woken after a crash it
 * asks again: a chat takes the same order once.
 */
export const tellNotices = (ports: NoticePorts) => (handle: Handle) =>
  effect(handle, async (signal, inbox) => {
    let awaken = () => {};
    // The machine hands a fact on before its own state shows it.
    inbox(() => queueMicrotask(() => awaken()));
    signal.addEventListener('abort', () => awaken(), { once: true });
    while (!signal.aborted) {
      const [notice] = alertOf(handle).notices;
      if (notice !== undefined) await tell(notice, handle, ports, signal);
      else
        await new Promise<void>(resolve => {
          awaken = resolve;
        });
    }
  });

const alertOf = (handle: Handle): Alert => handle.state().context;

async function tell(notice: Notice, handle: Handle, ports: NoticePorts, signal: AbortSignal): Promise<void> {
  const alert = alertOf(handle);
  const { message, card } = noticeWords(alert, notice, ports.timeZone);
  const cards: Card[] = [];
  for (const shown of card === undefined ? [] : alert.cards)
    await order(
      notice,
      shown.chatId,
      'card',
      { reply: card!, revises: shown.replyId, orElse: 'drop' },
      handle,
      ports,
      signal,
    );
  for (const chatId of message === undefined ? [] : ports.alertChats) {
    if (notice.kind === 'resolved' && !(await wasTold(alert, chatId, ports, signal))) continue;
    cards.push(await order(notice, chatId, 'message', { reply: message! }, handle, ports, signal));
  }
  if (signal.aborted) return;
  const isCard = notice.kind === 'raised' || (notice.kind === 'caught up' && notice.firing !== undefined);
  const data = { notice: notice.number, cards: isCard ? cards : [] };
  const { correlationId, eventId: causationId } = notice;
  const note = { id: `${orderId(handle, notice)}/told`, type: 'NoteTold', data, correlationId, causationId };
  await insist(() => handle.order(note), ports, signal);
}

/** A recovery is told where the alert itself was shown. */
async function wasTold(alert: Alert, chatId: number, ports: NoticePorts, signal: AbortSignal): Promise<boolean> {
  const card = alert.cards.find(one => one.chatId === chatId);
  return card !== undefined && (await insist(() => ports.isShown(card), ports, signal)) === true;
}

async function order(
  notice: Notice,
  chatId: number,
  what: 'message' | 'card',
  data: { reply: Reply; revises?: string; orElse?: string },
  handle: Handle,
  ports: NoticePorts,
  signal: AbortSignal,
): Promise<Card> {
  const id = `${orderId(handle, notice)}/${what}/${chatId}`;
  const { correlationId, eventId: causationId } = notice;
  const chain = { correlationId, causationId, actor: systemAgent(handle.stream), traffic: 'real' as const };
  const command: Command = { id, stream: chatStream(chatId), type: 'TellChat', data, ...chain };
  await insist(() => ports.tellOther(command), ports, signal);
  return { chatId, replyId: toldId(id) };
}

/** The event that gave the notice names it: it is the same after a restart, and another one each time. */
function orderId({ stream }: Handle, { number, eventId }: Notice): string {
  return `${stream.slice(0, 80)}/${number}/${eventId.slice(0, 8)}`;
}

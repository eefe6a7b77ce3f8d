import { deliverReplies } from '../../../actors/effects/deliver-replies.ts';
import { handover } from '../../../actors/handover.ts';
import { notices } from '../../../actors/notices.ts';
import { pacing } from '../../../actors/pacing.ts';
import { type Destination, type Outgoing, TelegramError, type TelegramFailure } from '../../../actors/ports.ts';
import { actorSystem, type Cast } from '../../../actors/system.ts';
import { chatAggregate } from '../../../domain/chat/aggregate.ts';
import { paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { outboxAggregate } from '../../../domain/outbox/decide.ts';
import { pressed, settings, text } from '../../domain/chat/orders.ts';
import { limits, memoryStore, openDoor, order, settle, still, testClock, testWorld } from '../world.ts';

export type Fate = TelegramFailure | 'never answers' | undefined;

export interface Call {
  method: 'send' | 'edit' | 'acknowledge';
  to: number;
  messageId?: number;
  replyTo?: number;
  atMs: number;
  words: string;
}

/** A chat, its outbox, and a Telegram whose fates come from a list. */
export function post(fates: Fate[] = [], store = memoryStore(), clock = testClock()) {
  const { world } = testWorld(store, clock);
  const calls: Call[] = [];
  const board = notices();
  let ending = false;
  const call = async (method: Call['method'], to: number, message?: Outgoing, more: Partial<Call> = {}) => {
    calls.push({ method, to, atMs: clock.monotonicMs(), words: JSON.stringify(message?.content ?? ''), ...more });
    const fate = fates.shift();
    if (fate === 'never answers') return new Promise<never>(() => {});
    if (fate !== undefined) throw new TelegramError(fate);
    return { messageId: 100 + calls.length };
  };
  const ports = {
    ...world,
    notices: board,
    door: openDoor,
    pace: pacing(
      { perChatPerSecond: 1, perChatBurst: 2, groupPerMinute: 20, globalPerSecond: 30 },
      { clock, timers: clock },
    ),
    draining: () => ending,
    sender: {
      render: (reply: Reply) => [{ content: reply.blocks }],
      send: ({ chatId, replyTo }: Destination, message: Outgoing) =>
        call('send', chatId, message, replyTo === undefined ? {} : { replyTo }),
      edit: async ({ chatId, messageId }: { chatId: number; messageId: number }, message: Outgoing) =>
        void (await call('edit', chatId, message, { messageId })),
      acknowledge: async () => void (await call('acknowledge', 0)),
    },
  };
  const outbox: Cast = {
    ...still(outboxAggregate({ retryMinMs: 500, retryMaxMs: 30_000, giveUpAfterMs: 86_400_000 })),
    effects: handle => ({ deliverReplies: deliverReplies(ports)(handle) }),
  };
  const wake = handover(() => actors, world.log);
  world.recorded = (stream, facts) => {
    board.tell(stream, facts);
    wake(stream, facts);
  };
  const chat = chatAggregate({ ...settings, perFiveSeconds: 100, perMinute: 100 });
  const actors = actorSystem({ chat: still(chat), outbox }, world, limits, { restarted: () => {}, parked: () => {} });
  const say = async (id: string, words = '/help', more: object = {}) => {
    await actors.tell(order('chat-1001', 'ReceiveText', text(words, { sentAt: clock.now(), ...more }), id));
    await settle();
  };
  const press = async (id: string, data: string) => {
    await actors.tell(order('chat-1001', 'PressButton', pressed(data, { sentAt: clock.now() }), id));
    await settle();
  };
  const tell = async (id: string, words: string, more: object = {}) => {
    const data = { reply: says(paragraph(words)), ...more };
    await actors.tell({ ...order('chat-1001', 'TellChat', data, id), actor: { id: 'system:test', role: 'system' } });
    await settle();
  };
  return {
    actors,
    store,
    clock,
    calls,
    say,
    press,
    tell,
    drain: () => {
      ending = true;
    },
  };
}

/** The replies of which the outbox says this. */
export const replyIds = (store: ReturnType<typeof memoryStore>, type: string) =>
  store
    .of('outbox-1001')
    .filter(event => event.type === type)
    .map(({ data }) => data.replyId);

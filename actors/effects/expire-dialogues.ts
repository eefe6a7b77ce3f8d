import type { Chat } from '../../domain/chat/state.ts';
import { effect, type Handle } from '../handle.ts';
import type { Log, Random, Timers } from '../ports.ts';
import { ended, insist } from '../waiting.ts';

/** Ends each question of a chat at its own instant, also when the chat was asleep at that time. */
export const expireDialogues = (ports: { timers: Timers; random: Random; log: Log }) => (handle: Handle) =>
  effect(handle, async (signal, inbox) => {
    const alarms = new Map<string, () => void>();
    const refresh = () => {
      for (const callOff of alarms.values()) callOff();
      alarms.clear();
      for (const dialogue of Object.values((handle.state().context as Chat).dialogues)) {
        const { dialogueId, expiresAt, correlationId, eventId } = dialogue;
        const order = { id: `dialogue-${dialogueId}/expire`, type: 'ExpireDialogue', data: { dialogueId } };
        const expire = () =>
          insist(() => handle.order({ ...order, correlationId, causationId: eventId }), ports, signal);
        alarms.set(
          dialogueId,
          ports.timers.at(expiresAt, () => void expire().catch(handle.failed)),
        );
      }
    };
    // The machine hands a fact on before its own state shows it.
    inbox(() => queueMicrotask(refresh));
    refresh();
    await ended(signal);
    for (const callOff of alarms.values()) callOff();
  });

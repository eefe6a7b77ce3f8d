import { systemAgent } from '../../actors/actor.ts';
import type { Log, Random } from '../../actors/ports.ts';
import type { ActorSystem } from '../../actors/system.ts';
import { bold, paragraph, says } from '../../domain/chat/reply.ts';
import { chatStream } from '../../domain/gateway/route.ts';
import type { Config } from '../config.ts';

const words = {
  PollConflict: {
    what: 'Another program polls with this bot’s token.',
    todo: 'Messages arrive at one of the two by chance: stop the other one, or take a new token.',
  },
  TelegramAuthLost: {
    what: 'Telegram does not take the bot’s token.',
    todo: 'Nothing arrives and nothing is sent: put a valid token into the token file; no restart is needed.',
  },
} as const;

/**
 * Tells a person about trouble with Telegram itself: in the operator's log, and in the chats of the admins, where it
 * arrives at once after a conflict, and after a lost token as soon as there is a valid one.
 */
export function alarmOf(
  { access }: Config,
  { system, random, log }: { system: () => Pick<ActorSystem, 'tell'>; random: Random; log: Log },
): (trouble: keyof typeof words) => void {
  return trouble => {
    const { what, todo } = words[trouble];
    log.error({ alarm: trouble }, `${what} ${todo}`);
    for (const { id: chatId, role } of access.users) if (role === 'admin') tell(chatId);

    function tell(chatId: number): void {
      const id = `system-${random.uuid()}`;
      const data = { reply: says(paragraph(bold(what)), paragraph(todo)) };
      const chain = { correlationId: id, causationId: id, actor: systemAgent('alarm'), traffic: 'real' as const };
      system()
        .tell({ id, stream: chatStream(chatId), type: 'TellChat', data, ...chain })
        .catch(err => log.warn({ chatId, err }, 'an admin could not be told'));
    }
  };
}

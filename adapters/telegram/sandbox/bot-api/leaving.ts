import { openChat } from './access.ts';
import { badRequest } from './bot-error.ts';
import type { Method } from './method.ts';

export const leaveChat: Method = (params, sandbox) => {
  const record = openChat(params, sandbox);
  if (record.chat.type === 'private') throw badRequest("private chats can't be left");
  sandbox.record({ kind: 'chat', chat: { ...record, bot: 'left' } });
  return true;
};

import { noon } from '../given.ts';

/** Telegram's updates, as short as a test wants them. */

export const access = {
  users: [
    { id: 1001, name: 'Ada', role: 'admin' as const },
    { id: 1003, name: 'Vera', role: 'viewer' as const },
  ],
  chats: [{ id: -1001, role: 'operator' as const }],
};

const seconds = Date.parse(noon) / 1000;

export const message = (more: object = {}) => ({
  message_id: 1,
  date: seconds,
  chat: { id: 1001, type: 'private' },
  from: { id: 1001, is_bot: false, first_name: 'Ada' },
  text: '/status',
  ...more,
});

export const update = (updateId: number, more: object = {}) => ({ update_id: updateId, message: message(more) });

export const press = (updateId: number, more: object = {}) => ({
  update_id: updateId,
  callback_query: {
    id: 'cb',
    from: { id: 1001, is_bot: false, first_name: 'Ada' },
    message: message(),
    data: 'v1:run:cpu',
    ...more,
  },
});

export const received = (updateId: number) => ({
  type: 'UpdateReceived',
  updateId,
  chatId: 1001,
  userId: 1001,
  role: 'admin',
  update: update(updateId),
  at: noon,
});

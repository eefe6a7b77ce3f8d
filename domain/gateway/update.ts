import { z } from 'zod';

/** The parts of a Telegram update that are looked at. Everything else is kept and not read. */

const user = z.object({ id: z.int(), is_bot: z.boolean().optional() });

const chat = z.object({
  id: z.int(),
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: z.string().max(255).optional(),
});

const seconds = z.int().min(0).max(32_503_680_000);

export const message = z.object({
  message_id: z.int(),
  date: seconds,
  edit_date: seconds.optional(),
  chat,
  from: user.optional(),
  sender_chat: z.unknown().optional(),
  text: z.string().optional(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  forward_origin: z.unknown().optional(),
  via_bot: z.unknown().optional(),
  migrate_to_chat_id: z.int().optional(),
});
export type Message = z.infer<typeof message>;

export const callbackQuery = z.object({
  id: z.string().min(1).max(64),
  from: user,
  message: message.pick({ message_id: true, date: true, chat: true, message_thread_id: true }).optional(),
  data: z.string().max(256).optional(),
});
export type CallbackQuery = z.infer<typeof callbackQuery>;

export const update = z.object({
  update_id: z.int().min(0),
  message: message.optional(),
  edited_message: message.optional(),
  callback_query: callbackQuery.optional(),
});

/** Kinds that are known and never acted on. */
export const otherKinds = [
  'channel_post',
  'edited_channel_post',
  'my_chat_member',
  'chat_member',
  'chat_join_request',
  'message_reaction',
  'message_reaction_count',
  'inline_query',
  'chosen_inline_result',
  'poll',
  'poll_answer',
  'shipping_query',
  'pre_checkout_query',
  'chat_boost',
  'removed_chat_boost',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'purchased_paid_media',
];

/** Telegram's objects as the sandbox makes them, field for field as on the wire. */
export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  username?: string;
  language_code?: string;
}

export interface Chat {
  id: number;
  type: 'private' | 'group' | 'supergroup' | 'channel';
  title?: string;
  username?: string;
  first_name?: string;
  is_forum?: true;
}

/** `offset` and `length` count UTF-16 units. */
export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
  user?: User;
  custom_emoji_id?: string;
}

export interface Button {
  text: string;
  callback_data?: string;
  url?: string;
  [action: string]: unknown;
}

export interface InlineKeyboard {
  inline_keyboard: Button[][];
}

export interface Photo {
  file_id: string;
  file_unique_id: string;
  width: number;
  height: number;
  file_size: number;
}

export interface Document {
  file_id: string;
  file_unique_id: string;
  file_name: string;
  mime_type: string;
  file_size: number;
}

export interface Message {
  message_id: number;
  date: number;
  chat: Chat;
  from?: User;
  sender_chat?: Chat;
  message_thread_id?: number;
  is_topic_message?: true;
  edit_date?: number;
  text?: string;
  entities?: Entity[];
  photo?: Photo[];
  document?: Document;
  caption?: string;
  caption_entities?: Entity[];
  reply_to_message?: Message;
  reply_markup?: InlineKeyboard;
  forward_origin?: Record<string, unknown>;
  via_bot?: User;
  author_signature?: string;
  forum_topic_created?: { name: string; icon_color: number };
  migrate_to_chat_id?: number;
  migrate_from_chat_id?: number;
}

export interface BotCommand {
  command: string;
  description: string;
}

import type { TelegramClient } from './client.ts';

/** Who the token belongs to. `username` is what follows the @ in `/status@name`. @throws {TelegramError} */
export async function botIdentity(client: TelegramClient): Promise<{ id: number; username: string }> {
  const { id, username } = await client.call('getMe', undefined);
  return { id, username };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log, TelegramPoller, TelegramSender } from '../../actors/ports.ts';
import { type TelegramClientOptions, telegramClient } from '../../adapters/telegram/client.ts';
import { botIdentity } from '../../adapters/telegram/identity.ts';
import { publishMenus } from '../../adapters/telegram/menus.ts';
import { telegramPoller } from '../../adapters/telegram/poller.ts';
import { telegramSender } from '../../adapters/telegram/sender.ts';
import { registry } from '../../domain/commands/registry.ts';
import { readBotToken } from '../config/secrets.ts';
import type { Config } from '../config.ts';
import { registerSecret } from '../log/scrub.ts';
import { systemClock as clock } from '../system-time.ts';
import { type SandboxProcess, startSandboxProcess } from './sandbox.ts';

/** Telegram, or the sandbox that stands in for it: only the address differs. */
export interface TelegramSide {
  poller: TelegramPoller;
  sender: TelegramSender;
  /** Of the bot, from its token. */
  botId: string;
  /** Without `@`; as last known until Telegram has said it. */
  botName(): string;
  /** Of the sandbox' chat page. */
  pageUrl: string | undefined;
  /** Learns the bot's name and shows each chat its menu. Never fails: both are for comfort. */
  introduce(): Promise<void>;
  close(): Promise<void>;
}

export async function telegramSide(
  { telegram, access, dataDirectory }: Config,
  log: Log,
  reach: Pick<TelegramClientOptions, 'lookup' | 'met'> = {},
): Promise<TelegramSide> {
  const sandbox =
    telegram.mode === 'sandbox'
      ? await startSandboxProcess({ directory: join(dataDirectory, 'sandbox'), ...telegram.sandbox, log })
      : undefined;
  const tokenFile = telegram.tokenFile;
  const token = sandbox === undefined ? renewed(tokenFile!) : () => sandbox.token;
  const where = { token, apiRoot: sandbox?.apiRoot ?? telegram.apiRoot, ...reach };
  const name = rememberedName(join(dataDirectory, 'bot-name'));
  const poller = telegramPoller({
    ...where,
    longPollSeconds: telegram.longPollSeconds,
    clientTimeoutMs: telegram.clientTimeoutSeconds * 1000,
    limit: telegram.batchMax,
  });
  const sender = telegramSender({ ...where, callTimeoutMs: telegram.callTimeoutMs });

  return {
    poller,
    sender,
    botId: token().split(':')[0]!,
    botName: name.get,
    pageUrl: sandbox?.url,
    async introduce() {
      const client = telegramClient({ ...where, timeoutMs: telegram.callTimeoutMs });
      try {
        name.set((await botIdentity(client)).username);
        const chats = [...access.users, ...access.chats].map(({ id, role }) => ({ chatId: id, role }));
        const { changed, failures } = await publishMenus(client, registry, chats);
        log.info({ changed, failures: failures.length }, 'the command menus are as they should be');
      } catch (err) {
        log.warn({ err }, 'Telegram did not say who the bot is: commands with @name wait for the next start');
      } finally {
        client.close();
      }
    },
    close: () => closeAll([poller, sender], sandbox),
  };
}

/** So long after its last reading the token is read anew. */
const tokenFreshMs = 1000;

/** The token as the file holds it, at most a second old: so a revoked one can be replaced without a restart. */
function renewed(tokenFile: string): () => string {
  let [token, readMs] = ['', Number.NEGATIVE_INFINITY];
  return () => {
    const nowMs = clock.monotonicMs();
    if (nowMs - readMs < tokenFreshMs) return token;
    token = readBotToken(tokenFile);
    registerSecret(token);
    readMs = nowMs;
    return token;
  };
}

function rememberedName(path: string) {
  let name = '';
  try {
    name = readFileSync(path, 'utf8').trim();
  } catch {
    // The first start: Telegram will say it.
  }
  return {
    get: () => name,
    set(said: string) {
      name = said;
      writeFileSync(path, `${said}\n`, { mode: 0o600 });
    },
  };
}

async function closeAll(clients: { close(): void }[], sandbox: SandboxProcess | undefined): Promise<void> {
  for (const client of clients) client.close();
  await sandbox?.stop();
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileBlobs, memoryBlobs } from './blobs.ts';
import type { SandboxClock } from './clock.ts';
import { memoryJournal, openJournal } from './journal.ts';
import { answerRequest } from './router.ts';
import { Sandbox } from './sandbox.ts';
import { seedBot, seedChats, seedToken, seedUsers } from './seed.ts';
import { defaultSettings, type Settings } from './settings.ts';
import type { User } from './shapes.ts';
import { SandboxState } from './state.ts';

export interface SandboxOptions extends Partial<Settings> {
  /** A directory that is the sandbox's own, or `:memory:` to keep nothing. */
  dataDir: string;
  /** 0 or missing: any free one. */
  port?: number;
  /** Default 127.0.0.1: the control side has no password. */
  host?: string;
  /** Default: the seed's. Its part before the colon is the bot's id. */
  token?: string;
  /** Epoch milliseconds for dates, ages, limits and faults' ends. Waiting itself takes real time. */
  clock?: SandboxClock;
}

export interface RunningSandbox {
  /** Of the chat page. */
  url: string;
  /** For grammY's `apiRoot`. */
  apiRoot: string;
  token: string;
  /** Ends all connections; resolves once the port is free and the journal closed. */
  close(): Promise<void>;
}

/**
 * Starts a local Bot API server with its chat page. It holds what its data directory held, or the seed.
 * @throws {Error} the token has no id, the port is taken, or the journal is damaged.
 */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const { dataDir, port = 0, host = '127.0.0.1', token = seedToken, clock = Date, ...given } = options;
  const settings = { ...defaultSettings, ...given };
  const state = new SandboxState(settings);
  const inMemory = dataDir === ':memory:';
  const journal = inMemory
    ? memoryJournal
    : openJournal(join(dataDir, 'sandbox.jsonl'), state, settings.journalLinesMax);
  const blobs = inMemory
    ? memoryBlobs(settings.fileBytesMax)
    : fileBlobs(join(dataDir, 'files'), settings.fileBytesMax);
  const sandbox = new Sandbox({ state, journal, blobs, bot: botOf(token), token, settings, clock });
  if (state.users.size === 0) plant(sandbox);

  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => serve(sandbox, request, response));
  const url = await listen(server, port, host);
  return {
    url,
    apiRoot: url,
    token,
    async close() {
      sandbox.close();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function plant(sandbox: Sandbox): void {
  sandbox.record({ kind: 'born', at: sandbox.clock.now() });
  for (const user of seedUsers) sandbox.record({ kind: 'user', user });
  for (const chat of seedChats) sandbox.record({ kind: 'chat', chat });
  sandbox.flush();
}

function botOf(token: string): User {
  const id = Number(/^(\d+):[\w-]+$/.exec(token)?.[1]);
  if (!Number.isSafeInteger(id))
    throw new Error('The token must look like 7000000001:letters, as BotFather writes it.');
  return { id, is_bot: true, first_name: seedBot.firstName, username: seedBot.username };
}

/** A client that hangs up in the middle is no fault of the sandbox; anything else is a bug and ends the process. */
function serve(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): void {
  answerRequest(sandbox, request, response).catch((error: unknown) => {
    if (!request.complete && request.destroyed) return;
    queueMicrotask(() => {
      throw error;
    });
  });
}

function listen(server: Server, port: number, host: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  server.once('error', reject);
  server.listen(port, host, () => {
    server.off('error', reject);
    resolve(`http://${host}:${(server.address() as AddressInfo).port}`);
  });
  return promise;
}

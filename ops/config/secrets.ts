import { readFileSync } from 'node:fs';
import { registerSecret } from '../log/scrub.ts';

/** A bot token, as @BotFather gives it. */
const botToken = /^\d{6,}:[A-Za-z0-9_-]{30,}$/;
/** No secret is larger. */
const bytesMax = 16 * 1024;

/** A secret's file that cannot be used; says what to do, never what stands in it. */
export class SecretUnreadable extends Error {
  override name = 'SecretUnreadable';
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.hint = hint;
  }
}

/**
 * The secret in a file, without space around it. From here on the log crosses it out wherever it turns up.
 * @throws {SecretUnreadable} missing, not readable, empty or larger than 16 KiB.
 */
export function readSecret(file: string): string {
  const secret = contentsOf(file).trim();
  if (secret.length < 6)
    throw new SecretUnreadable(`${file} holds no secret`, 'Write the secret into it, and only that.');
  registerSecret(secret);
  return secret;
}

/** @throws {SecretUnreadable} as {@link readSecret}, and when it is no bot token. */
export function readBotToken(file: string): string {
  const token = readSecret(file);
  if (botToken.test(token)) return token;
  throw new SecretUnreadable(
    `${file} holds no bot token`,
    'Write into it the one line that @BotFather gave, digits:letters, and nothing else.',
  );
}

/**
 * The two halves of `user:password` in a file; only the first colon parts them.
 * @throws {SecretUnreadable} as {@link readSecret}, and when it is no such pair with a password of 6 characters or more.
 */
export function readCredentials(file: string): { username: string; password: string } {
  const [, username, password] = /^([^:\n]+):(.{6,})$/.exec(readSecret(file)) ?? [];
  if (username === undefined || password === undefined)
    throw new SecretUnreadable(`${file} holds no credentials`, 'Write `user:password` into it, on one line.');
  registerSecret(password);
  return { username, password };
}

function contentsOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= bytesMax) return bytes.toString('utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const hint = code === 'ENOENT' ? 'Make the file, or name the right one.' : 'Let the user of this process read it.';
    throw new SecretUnreadable(`${file} cannot be read (${code})`, hint, cause);
  }
  throw new SecretUnreadable(`${file} is larger than ${bytesMax} bytes`, 'Name a file that holds the secret alone.');
}

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writePrivately } from './private-file.ts';

/** The two users of the program's own nats-server. */

const user = z.object({ user: z.string().min(1), pass: z.string().min(20) });

const serverUsers = z.object({
  /** Everything: it is the program itself. */
  program: user,
  /** Asks queries and injects faults; reads nothing but its own inbox (`nats --inbox-prefix=<inboxPrefix>`). */
  operator: user.extend({ inboxPrefix: z.string().min(1) }),
});
export type ServerUsers = z.infer<typeof serverUsers>;

/**
 * The users kept in `path` (mode 0600), drawn at random the first time, so that an operator's tools stay valid
 * over restarts.
 * @throws when the file is there and is not what this wrote: it is never overwritten unasked.
 */
export function serverUsersIn(path: string): ServerUsers {
  const kept = readIfThere(path);
  if (kept !== undefined) return parse(path, kept);
  const drawn: ServerUsers = {
    program: { user: 'binnacle', pass: password() },
    operator: { user: 'operator', pass: password(), inboxPrefix: '_INBOX_operator' },
  };
  writePrivately(path, `${JSON.stringify(drawn, null, 2)}\n`);
  return drawn;
}

/** 192 bits, in letters that need no quoting anywhere. */
const password = () => randomBytes(24).toString('base64url');

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
}

function parse(path: string, text: string): ServerUsers {
  try {
    return serverUsers.parse(JSON.parse(text));
  } catch (cause) {
    // The parser's words may quote a password: they are not repeated.
    throw new Error(
      `${path} does not hold the users of the nats-server. Delete it: new ones are drawn at the next start.`,
      {
        cause: cause instanceof z.ZodError ? cause.issues.map(issue => issue.path.join('.')) : undefined,
      },
    );
  }
}

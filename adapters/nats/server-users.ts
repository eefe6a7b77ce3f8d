import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { writePrivately } from './private-file.ts';

/** The users of the program's own nats-server. */

const user = z.object({ user: z.string().min(1), pass: z.string().min(20) });

const serverUsers = z.object({
  /** Everything: it is the program itself. */
  program: user,
  /** Asks queries and injects faults; reads nothing but its own inbox (`nats --inbox-prefix=<inboxPrefix>`). */
  operator: user.extend({ inboxPrefix: z.string().min(1) }),
  /** Sends samples of machines and hears whether they were kept; nothing else. */
  agent: user.extend({ inboxPrefix: z.string().min(1) }),
});
export type ServerUsers = z.infer<typeof serverUsers>;

/**
 * The users kept in `path` (mode 0600), drawn at random the first time, so that an operator's tools stay valid
 * over restarts.
 * @throws when the file is there and is not what this wrote: it is never overwritten unasked.
 */
export function serverUsersIn(path: string): ServerUsers {
  const kept = readIfThere(path);
  const users = kept === undefined ? drawn() : parse(path, kept, drawn);
  const text = `${JSON.stringify(users, null, 2)}\n`;
  if (text !== kept) writePrivately(path, text);
  return users;
}

/** The user that agents have, as the program that owns the server keeps it in `path`. @throws when it is not there. */
export function agentUserIn(path: string): ServerUsers['agent'] {
  const kept = readIfThere(path);
  if (kept === undefined) throw new Error(`${path} is not there: start the program that owns the nats-server first.`);
  return parse(path, kept).agent;
}

/** As which the program itself, and worker processes beside it, speak to the server. @throws when it is not there. */
export function programUserIn(path: string): ServerUsers['program'] {
  const kept = readIfThere(path);
  if (kept === undefined) throw new Error(`${path} is not there: start the program that owns the nats-server first.`);
  return parse(path, kept).program;
}

/** As which an operator's tools speak to the server. @throws when it is not there. */
export function operatorUserIn(path: string): ServerUsers['operator'] {
  const kept = readIfThere(path);
  if (kept === undefined) throw new Error(`${path} is not there: start the program that owns the nats-server first.`);
  return parse(path, kept).operator;
}

const drawn = (): ServerUsers => ({
  program: { user: 'binnacle', pass: password() },
  operator: { user: 'operator', pass: password(), inboxPrefix: '_INBOX_operator' },
  agent: { user: 'agent', pass: password(), inboxPrefix: '_INBOX_agent' },
});

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

/** An older program knew fewer users: `fresh` gives those that are missing. */
function parse(path: string, text: string, fresh?: () => ServerUsers): ServerUsers {
  try {
    const kept = JSON.parse(text) as object;
    return serverUsers.parse(Array.isArray(kept) ? kept : { ...(fresh && { agent: fresh().agent }), ...kept });
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

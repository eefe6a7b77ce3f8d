import type { HostTree } from './host-tree.ts';

export interface Session {
  user: string;
  terminal?: string;
  from?: string;
}

/** More logins than this are not read. */
const sessionsMax = 100;

/** Who is logged in: from systemd-logind where it runs, else from utmp; undefined where neither is kept. */
export async function readSessions(tree: HostTree): Promise<Session[] | undefined> {
  const names = (await tree.entries('run/systemd/sessions')).filter(name => !name.endsWith('.ref'));
  if (names.length > 0) {
    const files = await Promise.all(names.slice(0, sessionsMax).map(name => tree.text(`run/systemd/sessions/${name}`)));
    return files.flatMap(file => parseLogindSession(file ?? ''));
  }
  const records = await tree.bytes('run/utmp');
  if (records === undefined) return undefined;
  // A login whose process was killed stays in the file.
  return parseUtmp(records).flatMap(({ pid, ...login }) =>
    tree.textNow(`proc/${pid}/stat`) === undefined ? [] : [login],
  );
}

/** A file of logind, `KEY=value` a line; nothing for sessions of services and greeters, and closing ones. */
export function parseLogindSession(text: string): Session[] {
  const values = new Map(text.split('\n').map(line => line.split('=', 2) as [string, string | undefined]));
  const user = values.get('USER');
  if (!user || values.get('CLASS') !== 'user' || values.get('STATE') === 'closing') return [];
  return [session(user, values.get('TTY'), values.get('REMOTE_HOST'))];
}

/** The records of utmp(5): 384 bytes each on Linux; type 7 is a user's login. Names in it are ASCII. */
export function parseUtmp(records: Buffer): (Session & { pid: number })[] {
  const sessions: (Session & { pid: number })[] = [];
  for (let start = 0; start + 384 <= records.length && sessions.length < sessionsMax; start += 384) {
    const field = (from: number, length: number) =>
      records.toString('latin1', start + from, start + from + length).split('\0', 1)[0]!;
    if (records.readInt16LE(start) !== 7 || field(44, 32) === '') continue;
    sessions.push({ pid: records.readInt32LE(start + 4), ...session(field(44, 32), field(8, 32), field(76, 256)) });
  }
  return sessions;
}

function session(user: string, terminal: string | undefined, from: string | undefined): Session {
  return { user, ...(terminal && { terminal }), ...(from && { from }) };
}

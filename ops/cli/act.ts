import { randomUUID } from 'node:crypto';
import { Refusal } from '../../domain/refusal.ts';
import { askProgram } from '../compose/terminal.ts';
import { machineUser } from '../machine-user.ts';
import { replyText } from './history.ts';
import { configured } from './sources.ts';

/**
 * Gives one command to the program that runs here, as this user of the machine, and prints the answer. Cut off between, the
 * same again is safe where a key is given.
 * @throws {Refusal} what the program says; `upstream_unavailable` when none runs.
 */
export async function act(file: string | undefined, words: string[], { json }: { json?: boolean }): Promise<void> {
  const config = configured(file);
  const line = { line: `/${words.join(' ')}`, user: machineUser(), id: `cli-${randomUUID()}` };
  try {
    const { reply, job } = await askProgram(config, line);
    const text = replyText(reply);
    console.log(
      json ? JSON.stringify({ ok: true, data: { ...(job === undefined ? {} : { job }), text } }, null, 2) : text,
    );
  } catch (refusal) {
    if (!json || !(refusal instanceof Refusal)) throw refusal;
    console.log(JSON.stringify({ ok: false, error: refusal.envelope(line.id) }, null, 2));
    process.exitCode = 1;
  }
}

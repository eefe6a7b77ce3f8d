import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { AnchorsUnreadable } from '../../actors/audit/ports.ts';
import { genesis, type Link, linked } from '../../domain/audit/chain.ts';
import { eventLine, fingerprint, footerLine, footerText, headerLine } from '../../domain/audit/export.ts';
import { Refusal } from '../../domain/refusal.ts';
import { formatCount } from '../../domain/units.ts';
import type { Verdict } from '../../projections/verify-chain.ts';
import { acceptLog, exportCheck, signerOf, verifyLog } from '../compose/audit.ts';
import { holdEventStore } from '../compose/event-store.ts';
import { runningProgram } from '../ready-file.ts';
import { systemClock } from '../system-time.ts';
import { configured, type ReadableLog, requireLog, withRecordedLog } from './sources.ts';

/** The verbs of the audit chain. They read, but for `accept`, which changes no event. */

interface Output {
  json?: boolean;
}

/** Reads the whole log and holds it against every anchor of this machine. Exit code 1 when it is not what was recorded. */
export async function verify(file: string | undefined, { json }: Output): Promise<void> {
  const config = configured(file);
  const verdict = await withRecordedLog(config, log => verifyLog(config, log));
  if (json) console.log(JSON.stringify(verdict, null, 2));
  else if (verdict.whole) {
    const { count, position, hash } = verdict.head;
    const anchors =
      verdict.anchors === 0 ? 'there is no anchor to compare with' : `${formatCount(verdict.anchors)} anchors hold`;
    console.log(`The chain is whole: ${formatCount(count)} events up to position ${position}; ${anchors}.\n${hash}`);
  }
  if (verdict.whole) return;
  process.exitCode = 1;
  if (json) return;
  console.error(`The log is not what was recorded (${verdict.kind}): ${verdict.detail}.`);
  console.error('→ Keep the file for whoever looks into it, and restore the last backup.');
}

/**
 * Checks an export by itself: no log, no configuration. `key`: the public key it must be signed with.
 * @throws {Refusal} `not_found` when there is no such file; `conflict` is told by exit code 1.
 */
export async function verifyExport(path: string, { json, key }: Output & { key?: string }): Promise<void> {
  const check = exportCheck();
  for await (const line of createInterface({ input: await opened(path), crlfDelay: Infinity })) check.take(line);
  const verdict = check.end();
  const other = verdict.whole && key !== undefined && verdict.publicKey !== key;
  const told = other
    ? { whole: false as const, line: 0, detail: `it is signed with another key, ${verdict.publicKey}` }
    : verdict;
  if (json) console.log(JSON.stringify(told, null, 2));
  else if (told.whole) {
    const { from, to, instance, signedAt, publicKey } = told;
    console.log(
      `The export is whole: ${formatCount(to.count - from.count)} events of ${instance}, signed ${signedAt}.`,
    );
    console.log(`${to.hash}\nkey ${publicKey} (${fingerprint(publicKey)})`);
  } else console.error(`The export is not what was written: line ${told.line}: ${told.detail}.\n→ Ask for it again.`);
  if (!told.whole) process.exitCode = 1;
}

/** Every event with its link, as lines of JSON, to a file or to standard output; the end is signed. */
export async function exportLog(file: string | undefined, { out }: { out?: string }): Promise<void> {
  const config = configured(file);
  requireLog(config);
  const { publicKey, sign } = signerOf(config);
  const target = out === undefined ? process.stdout : createWriteStream(out, { flags: 'wx', mode: 0o600 });
  const write = async (line: string) => {
    if (!target.write(`${line}\n`)) await once(target, 'drain');
  };
  const { instanceName: instance } = config;
  const to = await withRecordedLog(config, log => exported(log, instance, write));
  const signedAt = systemClock.now();
  await write(footerLine({ to, signedAt, publicKey, signature: sign(footerText(instance, genesis, to, signedAt)) }));
  if (out === undefined) return;
  target.end();
  await once(target, 'finish');
  console.log(`${formatCount(to.count)} events are in ${out}, signed with ${publicKey} (${fingerprint(publicKey)}).`);
}

async function exported(log: ReadableLog, instance: string, write: (line: string) => Promise<void>): Promise<Link> {
  let head = genesis;
  await write(headerLine(instance));
  for await (const page of log.readAll())
    for (const event of page) {
      head = linked(head, event);
      await write(eventLine(event, head));
    }
  return head;
}

/**
 * Takes the log as it is for the truth from now on. The anchors are set aside, and the next run records who said so.
 * @throws {Refusal} `illegal_transition` beside a program; `invalid_request` when nothing is wrong.
 */
export async function accept(file: string | undefined, reason: string): Promise<void> {
  const config = configured(file);
  const running = runningProgram(config);
  if (running !== undefined)
    throw new Refusal('illegal_transition', `The program runs (process ${running.pid}).`, { hint: 'Stop it first.' });
  const verdict = await withRecordedLog(config, log => verifyLog(config, log)).catch(unreadable);
  if (verdict.whole)
    throw new Refusal('invalid_request', 'The chain is whole: there is nothing to accept.', { hint: 'Just start it.' });
  const release = holdEventStore(config);
  try {
    const word = { reason: reason.slice(0, 300), detail: verdict.detail.slice(0, 600), acceptedAt: systemClock.now() };
    console.log(
      `Accepted: ${verdict.detail}.\nThe anchors are kept in ${acceptLog(config, word)}; the next start records it.`,
    );
  } finally {
    release();
  }
}

/** Anchors that cannot be read say as little as those that are contradicted. */
function unreadable(error: unknown): Verdict {
  if (!(error instanceof AnchorsUnreadable)) throw error;
  return { whole: false, kind: 'anchors', detail: error.message };
}

async function opened(path: string) {
  const input = createReadStream(path, 'utf8');
  try {
    await once(input, 'open');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Refusal('not_found', `${path} cannot be read (${code}).`, {
      hint: 'Name a file of `binnacle audit export`.',
    });
  }
  return input;
}

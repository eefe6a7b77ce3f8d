import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Anchor, AnchorStore, Signer } from '../../actors/audit/ports.ts';
import { type Log, StoreCorrupt } from '../../actors/ports.ts';
import { anchorFiles } from '../../adapters/files/anchor-files.ts';
import { isSigned, signingKey } from '../../adapters/files/signing-key.ts';
import { sqliteViewReader } from '../../adapters/sqlite/views-open.ts';
import { genesis, type Link } from '../../domain/audit/chain.ts';
import { ExportCheck } from '../../domain/audit/export.ts';
import { type Instant, instant } from '../../domain/message.ts';
import { chainHead } from '../../projections/audit-chain-query.ts';
import { type EventLog, ViewsUnavailable } from '../../projections/ports.ts';
import { type Verdict, verifyChain } from '../../projections/verify-chain.ts';
import type { Config } from '../config.ts';

/** Where the audit chain is held outside of the log, and the check that the log is not behind it. */

export interface AuditSide {
  anchors: AnchorStore;
  signer: Signer;
  accepted?: Accepted;
}

const accepted = z.object({ reason: z.string(), detail: z.string(), acceptedAt: instant });
type Accepted = z.infer<typeof accepted>;

const auditDirectory = ({ dataDirectory }: Pick<Config, 'dataDirectory'>) => join(dataDirectory, 'audit');

/** The key of this installation, made the first time. */
export function signerOf(config: Pick<Config, 'dataDirectory'>): Signer {
  return signingKey(join(auditDirectory(config), 'signing-key.pem'));
}

/** What checks an export: it needs nothing of this machine. */
export function exportCheck(): ExportCheck {
  return new ExportCheck(isSigned);
}

export function auditSide(config: Config): AuditSide {
  const directory = auditDirectory(config);
  const word = acceptedIn(directory);
  return {
    anchors: anchorFiles(directory),
    signer: signerOf(config),
    ...(word === undefined ? {} : { accepted: word }),
  };
}

/** What was anchored before somebody accepted the log as it is says nothing any more. */
export function sinceAccepted(store: AnchorStore, since: Accepted | undefined): AnchorStore {
  if (since === undefined) return store;
  return {
    name: store.name,
    read: async () => (await store.read()).filter(({ at }) => at >= since.acceptedAt),
    write: (links, head) => store.write(links, head),
  };
}

/**
 * The last anchors, and how far the views had come, against the log: some hundred events are read.
 * @throws {StoreCorrupt} the log is behind, or is not what was anchored: nothing may go on from it.
 */
export async function requireAnchored(log: Pick<EventLog, 'readAll'>, known: readonly Link[]): Promise<void> {
  const rising = [...known].sort((one, other) => one.count - other.count);
  const last = rising.at(-1);
  if (last === undefined) return;
  const from = rising.findLast(({ count }) => count < last.count) ?? genesis;
  const verdict = await verifyChain(log, [last], { from, toLastAnchor: true });
  if (verdict.whole) return;
  throw new StoreCorrupt(`the event log is not what was anchored: ${verdict.detail}`, {
    hint:
      'Restore the last backup. `binnacle audit verify` says more; to go on with the log as it is, ' +
      'run `binnacle audit accept <reason>`: that is recorded.',
  });
}

/** Everything that says how long the log was: the anchors, and the chain as the views have it. */
export async function everyAnchor(config: Config, { anchors }: Pick<AuditSide, 'anchors'>): Promise<Link[]> {
  const head = viewsHead(config);
  return [...(await anchors.read()), ...(head === undefined ? [] : [head])];
}

/** A bus that is away, or was emptied, says nothing. */
export async function anchorsOf(store: AnchorStore, log: Pick<Log, 'warn'>): Promise<Anchor[]> {
  try {
    return await store.read();
  } catch (err) {
    log.warn({ store: store.name, err }, 'its anchors could not be compared at the start');
    return [];
  }
}

/** Against every anchor of the machine, from the beginning of the log. */
export async function verifyLog(config: Config, log: Pick<EventLog, 'readAll'>): Promise<Verdict> {
  return verifyChain(log, await everyAnchor(config, { anchors: anchorFiles(auditDirectory(config)) }));
}

/** Sets the anchors aside, with why, and throws away the views; the next run records it and anchors anew. */
export function acceptLog(config: Config, word: { reason: string; detail: string; acceptedAt: Instant }): string {
  const directory = auditDirectory(config);
  // The views know how long the log was, too; they are built again from what there is.
  for (const end of ['', '-wal', '-shm']) rmSync(`${config.projections.path}${end}`, { force: true });
  const aside = join(directory, `set-aside-${word.acceptedAt.replaceAll(':', '')}`);
  mkdirSync(aside, { recursive: true, mode: 0o700 });
  for (const name of ['anchors.jsonl', 'head.json'])
    if (existsSync(join(directory, name))) renameSync(join(directory, name), join(aside, name));
  const path = join(directory, 'accepted.json');
  writeFileSync(`${path}.tmp`, `${JSON.stringify(word)}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.tmp`, path);
  return aside;
}

function acceptedIn(directory: string): Accepted | undefined {
  const path = join(directory, 'accepted.json');
  return existsSync(path) ? accepted.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

/** Views of another program, or none: they can be deleted at any time. */
function viewsHead({ projections: { path } }: Config): Link | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const views = sqliteViewReader({ path });
    try {
      return views.read(chainHead);
    } finally {
      views.close();
    }
  } catch (error) {
    if (!(error instanceof ViewsUnavailable)) throw error;
    return undefined;
  }
}

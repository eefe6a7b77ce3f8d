import { anchorEvery, type Link } from '../../domain/audit/chain.ts';
import { checkpointText } from '../../domain/audit/checkpoint.ts';
import { msBetween } from '../../domain/instants.ts';
import type { Instant } from '../../domain/message.ts';
import type { Clock, Log, Timers } from '../ports.ts';
import type { Anchor, AnchorStore, Signer } from './ports.ts';

/** The chain as the read models have it. */
export interface ChainNow extends Link {
  recordedAt: Instant | null;
  links: (Link & { recordedAt: Instant })[];
  checkpoint: { signedAt: Instant } | null;
  accepted: { acceptedAt: Instant } | null;
}

export type ChainVerdict =
  | { whole: true; head: Link; anchors: number }
  | { whole: false; kind: string; detail: string };

export interface KeeperPorts {
  chain(options: { since: number }): Promise<ChainNow>;
  /** Reads the whole log and holds it against these. */
  verify(anchors: readonly Link[]): Promise<ChainVerdict>;
  anchors: readonly AnchorStore[];
  signer: Signer;
  /** To stream `audit-chain`. */
  note(type: string, data: Record<string, unknown>): Promise<unknown>;
  /** The chain is broken: releases freeze. */
  alarm(detail: string): Promise<unknown>;
  /** Somebody has accepted that the log is not what was anchored before. */
  accepted?: { reason: string; detail: string; acceptedAt: Instant };
  instance: string;
  clock: Clock;
  timers: Timers;
  log: Log;
}

export interface KeeperLimits {
  /** How often the chain is looked at. */
  lookEveryMs: number;
  /** With fewer new events than `anchorEvery`, an anchor comes after so long. */
  anchorEveryMs: number;
  verifyEveryMs: number;
  checkpointEveryMs: number;
}

/** What the read models give at once. */
const linksMax = 1000;
const bare = ({ count, position, hash }: Link): Link => ({ count, position, hash });

export interface Keeper {
  /** Reads the whole log now. @throws what is away. */
  verifyNow(): Promise<ChainVerdict>;
  /** Anchors what has been chained, and stops. */
  stop(): Promise<void>;
}

/** Anchors, signs and verifies the chain. Trouble outside is logged and met again at the next look. */
export function auditKeeper(ports: KeeperPorts, limits: KeeperLimits): Keeper {
  const { clock, timers, log } = ports;
  const anchored = new Map<AnchorStore, Anchor>();
  const troubled = new Set<AnchorStore>();
  let stopped = false;
  let verifyDueMs = clock.monotonicMs() + Math.min(limits.verifyEveryMs, 60_000);
  let looking: Promise<void> = Promise.resolve();
  let callOff = timers.after(limits.lookEveryMs, tick);

  function tick(): void {
    looking = look()
      .catch(err => log.warn({ err }, 'the audit chain could not be looked at; the next look comes'))
      .then(() => {
        if (!stopped) callOff = timers.after(limits.lookEveryMs, tick);
      });
  }

  async function look(): Promise<void> {
    await anchorAll(false);
    const now = await ports.chain({ since: Number.MAX_SAFE_INTEGER });
    const { accepted } = ports;
    if (accepted !== undefined && now.accepted?.acceptedAt !== accepted.acceptedAt)
      await ports.note('NoteAccepted', { ...accepted });
    await signWhenDue(now);
    if (clock.monotonicMs() < verifyDueMs) return;
    verifyDueMs = clock.monotonicMs() + limits.verifyEveryMs;
    await verifyNow();
  }

  /** Each store by itself: one that is away holds up no other. */
  async function anchorAll(all: boolean): Promise<void> {
    for (const store of ports.anchors) {
      try {
        await anchor(store, all);
        if (troubled.delete(store)) log.info({ store: store.name }, 'anchors are kept again');
      } catch (err) {
        if (!troubled.has(store))
          log.warn({ store: store.name, err }, 'an anchor could not be kept: it is tried again');
        troubled.add(store);
      }
    }
  }

  async function anchor(store: AnchorStore, all: boolean): Promise<void> {
    const before = anchored.get(store) ?? (await store.read()).at(-1);
    if (before !== undefined) anchored.set(store, before);
    const now = clock.now();
    const since = Math.floor((before?.count ?? 0) / anchorEvery) * anchorEvery;
    const { count, position, hash, links } = await ports.chain({ since });
    const fresh = count - (before?.count ?? 0);
    if (fresh <= 0) return;
    const waitedMs = before === undefined ? Infinity : Math.abs(msBetween(before.at, now));
    if (!all && fresh < anchorEvery && waitedMs < limits.anchorEveryMs) return;
    // Far behind, as after a first start on an old log: what is given is anchored, and the rest at the next look.
    const head = { ...(links.length < linksMax ? { count, position, hash } : bare(links.at(-1)!)), at: now };
    await store.write(
      links.filter(link => link.count > (before?.count ?? 0)).map(link => ({ ...bare(link), at: now })),
      head,
    );
    anchored.set(store, head);
  }

  async function signWhenDue({ count, position, hash, checkpoint }: ChainNow): Promise<void> {
    const signedAt = clock.now();
    if (count === 0) return;
    if (checkpoint !== null && msBetween(checkpoint.signedAt, signedAt) < limits.checkpointEveryMs) return;
    const said = { count, position, hash, instance: ports.instance, signedAt };
    const { publicKey, sign } = ports.signer;
    await ports.note('NoteCheckpoint', { ...said, publicKey, signature: sign(checkpointText(said)) });
  }

  async function verifyNow(): Promise<ChainVerdict> {
    const beganMs = clock.monotonicMs();
    const anchors = (await Promise.all(ports.anchors.map(readable))).flat();
    const verdict = await ports.verify(anchors);
    if (verdict.whole) {
      const { head, anchors: compared } = verdict;
      const tookMs = Math.round(clock.monotonicMs() - beganMs);
      await ports.note('NoteVerified', { ...head, anchors: compared, tookMs });
      return verdict;
    }
    const { kind, detail } = verdict;
    log.error({ kind, detail }, 'the audit chain is broken: the log is not what was recorded');
    await ports.note('NoteBroken', { kind, detail });
    await ports.alarm(detail);
    return verdict;
  }

  /** A place that cannot be read is no proof of anything: the others are compared. */
  async function readable(store: AnchorStore): Promise<Anchor[]> {
    try {
      return await store.read();
    } catch (err) {
      log.warn({ store: store.name, err }, 'anchors could not be read for the verification');
      return [];
    }
  }

  return {
    verifyNow,
    async stop() {
      stopped = true;
      callOff();
      await looking;
      await anchorAll(true);
    },
  };
}

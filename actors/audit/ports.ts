import type { Link } from '../../domain/audit/chain.ts';
import type { Instant } from '../../domain/message.ts';

/** What the audit needs of the outside: places for anchors that are not the log, and a key. */

/** The chain as it was at a moment. */
export interface Anchor extends Link {
  at: Instant;
}

/** A place outside of the log. What is in it is never taken back. */
export interface AnchorStore {
  /** For people: `file`, `nats`. */
  readonly name: string;
  /** All that it keeps, the oldest first; the last is the head. @throws {@link AnchorsUnreadable} */
  read(): Promise<Anchor[]>;
  /** Resolves once it is synced there. `links` are kept for ever, `head` replaces the one before. @throws when it is not. */
  write(links: readonly Anchor[], head: Anchor): Promise<void>;
}

/** The place is there and does not hold what was written; `hint` says what an operator can do. */
export class AnchorsUnreadable extends Error {
  override name = 'AnchorsUnreadable';
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** A key of this installation. */
export interface Signer {
  /** Raw Ed25519 public key, in base64. */
  readonly publicKey: string;
  /** Ed25519 signature over the text in UTF-8, in base64. */
  sign(text: string): string;
}

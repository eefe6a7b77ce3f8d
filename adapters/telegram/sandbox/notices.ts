import type { ServerResponse } from 'node:http';

/** Something the page is told: a public entry, or a passing sign such as "typing". */
export interface Notice {
  kind: string;
  [field: string]: unknown;
}

/** How often an idle stream gets a comment line, so that a dead connection is noticed. */
const HEARTBEAT_MS = 15_000;

/** A page that reads nothing for so long is let go; it connects again and catches up. */
const UNREAD_BYTES_MAX = 4 * 1024 * 1024;

/** Tells all open pages what happens, as server-sent events whose id is the sequence of the state. */
export class Notices {
  readonly #listeners = new Map<ServerResponse, NodeJS.Timeout>();
  #recent: { sequence: number; notice: Notice }[] = [];
  #forgottenUpTo = 0;
  readonly #recentMax: number;
  readonly #listenersMax: number;

  constructor(recentMax: number, listenersMax: number, sequence: number) {
    this.#recentMax = recentMax;
    this.#listenersMax = listenersMax;
    this.#forgottenUpTo = sequence;
  }

  /** With an entry's sequence it can be caught up on; a passing sign (no sequence) reaches only who listens now. */
  tell(notice: Notice, sequence?: number): void {
    if (sequence !== undefined) this.#remember(sequence, notice);
    if (this.#listeners.size === 0) return;
    const text = asText(notice, sequence);
    for (const listener of this.#listeners.keys()) {
      if (listener.writableLength > UNREAD_BYTES_MAX) this.#drop(listener);
      else listener.write(text);
    }
  }

  /**
   * Streams from the notice after `since`; tells `reset` first when those are no longer known, or when `since` is of
   * another life (a sandbox in memory that was started anew). `sequence` is the state's.
   */
  listen(response: ServerResponse, since: number, sequence: number): void {
    this.#dropOldest();
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const isKnown = since >= this.#forgottenUpTo && since <= sequence;
    response.write(isKnown ? ': here\n\n' : 'data: {"kind":"reset"}\n\n');
    for (const { sequence, notice } of this.#recent) if (sequence > since) response.write(asText(notice, sequence));
    const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
    this.#listeners.set(response, heartbeat);
    response.on('close', () => this.#forget(response));
  }

  close(): void {
    for (const listener of [...this.#listeners.keys()]) this.#drop(listener);
  }

  #remember(sequence: number, notice: Notice): void {
    this.#recent.push({ sequence, notice });
    if (this.#recent.length <= this.#recentMax * 1.25) return;
    const cut = this.#recent.length - this.#recentMax;
    this.#forgottenUpTo = this.#recent[cut - 1]!.sequence;
    this.#recent = this.#recent.slice(cut);
  }

  #dropOldest(): void {
    const [oldest] = this.#listeners.keys();
    if (oldest !== undefined && this.#listeners.size >= this.#listenersMax) this.#drop(oldest);
  }

  #drop(listener: ServerResponse): void {
    this.#forget(listener);
    listener.destroy();
  }

  #forget(listener: ServerResponse): void {
    clearInterval(this.#listeners.get(listener));
    this.#listeners.delete(listener);
  }
}

function asText(notice: Notice, sequence: number | undefined): string {
  if (sequence === undefined) return `data: ${JSON.stringify(notice)}\n\n`;
  return `id: ${sequence}\ndata: ${JSON.stringify({ ...notice, sequence })}\n\n`;
}

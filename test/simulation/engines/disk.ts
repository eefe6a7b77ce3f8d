import { type Appended, type ExpectedRevision, RevisionConflict } from '../../../actors/ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { NewEvent, RecordedEvent } from '../../../domain/message.ts';

/** What has been synced: the only part of the log that outlives a process. Same semantics as EventStoreDB. */
export class Disk {
  readonly events: RecordedEvent[] = [];
  readonly #streams = new Map<string, RecordedEvent[]>();
  readonly #step: bigint;
  /** Told of each synced append. */
  readonly listeners = new Set<() => void>();

  /** Positions rise by `step`: they need not be contiguous. */
  constructor(step: number) {
    this.#step = BigInt(step);
  }

  of(stream: string): RecordedEvent[] {
    return this.#streams.get(stream) ?? [];
  }

  streams(): string[] {
    return [...this.#streams.keys()];
  }

  headOf(stream: string): ExpectedRevision {
    const count = this.of(stream).length;
    return count === 0 ? 'no_stream' : BigInt(count - 1);
  }

  /** @throws {RevisionConflict} */
  write(stream: StreamName, expected: ExpectedRevision, events: readonly NewEvent[], recordedAt: string): Appended {
    const mine = this.of(stream);
    const head = this.headOf(stream);
    if (expected !== head) {
      const next = mine.slice(expected === 'no_stream' ? 0 : Number(expected) + 1);
      const same = events.length <= next.length && events.every(({ id }, index) => next[index]!.id === id);
      if (!same) throw new RevisionConflict(stream, expected, head);
      const last = next[events.length - 1]!;
      return { revision: last.revision, position: last.position };
    }
    for (const event of events) {
      const position = (this.events.at(-1)?.position ?? 0n) + this.#step;
      const revision = BigInt(mine.length);
      const recorded: RecordedEvent = { ...structuredClone(event), stream, revision, position, recordedAt };
      this.events.push(recorded);
      mine.push(recorded);
    }
    this.#streams.set(stream, mine);
    for (const listener of [...this.listeners]) listener();
    return { revision: BigInt(mine.length - 1), position: this.events.at(-1)!.position };
  }
}

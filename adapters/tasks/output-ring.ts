/** The end of an output, within a bound, however much is written. */
export class OutputRing {
  readonly #bytesMax: number;
  #chunks: Buffer[] = [];
  #held = 0;
  #written = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** All that was ever written. */
  get written(): number {
    return this.#written;
  }

  push(chunk: Buffer): void {
    this.#written += chunk.length;
    // A copy: a part of a pooled buffer would keep all of it.
    this.#chunks.push(Buffer.from(chunk.subarray(Math.max(0, chunk.length - this.#bytesMax))));
    this.#held += this.#chunks.at(-1)!.length;
    while (this.#held > this.#bytesMax) this.#shorten();
  }

  /** What is held, or the last `bytes` of it; `isCut` when something before it is missing. */
  tail(bytes = this.#bytesMax): { text: string; isCut: boolean } {
    const kept: Buffer[] = [];
    let length = 0;
    for (let index = this.#chunks.length - 1; index >= 0 && length < bytes; index--) {
      kept.unshift(this.#chunks[index]!);
      length += this.#chunks[index]!.length;
    }
    const end = Buffer.concat(kept, length).subarray(Math.max(0, length - bytes));
    return { text: end.toString('utf8'), isCut: end.length < this.#written };
  }

  #shorten(): void {
    const over = this.#held - this.#bytesMax;
    const first = this.#chunks[0]!;
    if (first.length <= over) this.#chunks.shift();
    else this.#chunks[0] = first.subarray(over);
    this.#held -= Math.min(over, first.length);
  }
}

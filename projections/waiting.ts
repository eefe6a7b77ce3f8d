interface Waiter {
  target: bigint | undefined;
  resolve(): void;
  reject(error: Error): void;
}

/** Those who wait until the views have come to a place in the log. */
export class Waiting {
  readonly #waiters = new Set<Waiter>();

  until(target: bigint | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiters.add({ target, resolve, reject });
    return promise;
  }

  /** Lets go of those whose place `reached` says is reached. */
  check(reached: (target: bigint | undefined) => boolean): void {
    for (const waiter of this.#waiters) {
      if (!reached(waiter.target)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  stop(error: Error): void {
    for (const { reject } of this.#waiters) reject(error);
    this.#waiters.clear();
  }
}

/** What a delivery is answered with (NATS ADR-15). */
export interface Verdict {
  /** The message is done with: a redelivery is answered the same without being handled. */
  final: boolean;
  body: string;
}

/** Handled. */
export const acknowledged: Verdict = { final: true, body: '+ACK' };

/** Never to be delivered again; the server says so in an advisory. */
export const terminated: Verdict = { final: true, body: '+TERM' };

/** To be delivered again after `delayMs`; the ones behind it wait. */
export const retryAfter = (delayMs: number): Verdict => ({
  final: false,
  body: `-NAK {"delay":${Math.round(delayMs * 1e6)}}`,
});

/** Not handled here: to be delivered again at once. */
export const givenBack: Verdict = { final: false, body: '-NAK' };

/** Still at it: the wait for an acknowledgement starts anew. */
export const working = '+WPI';

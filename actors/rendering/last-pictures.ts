import type { Instant } from '../../domain/message.ts';

/** Where a picture lies, and when it was drawn. */
export interface KeptPicture {
  path: string;
  sha256: string;
  name: string;
  bytes: number;
  at: Instant;
}

/** The last picture of each request, for when no new one can be had. A cache: losing it costs a step of the ladder. */
export interface LastPictures {
  get(request: string): KeptPicture | undefined;
  put(request: string, picture: KeptPicture): void;
}

export function lastPictures(max = 100): LastPictures {
  const held = new Map<string, KeptPicture>();
  return {
    get: request => held.get(request),
    put(request, picture) {
      held.delete(request);
      held.set(request, picture);
      if (held.size > max) held.delete(held.keys().next().value!);
    },
  };
}

import { canonical } from '../fold.ts';
import type { Instant } from '../message.ts';
import type { Link } from './chain.ts';

/** The chain at one moment, as it is signed. */
export interface Checkpoint extends Link {
  instance: string;
  signedAt: Instant;
}

/** The text that is signed: canonical JSON, so that anybody can make it again from the fields. */
export function checkpointText({ count, position, hash, instance, signedAt }: Checkpoint): string {
  return canonical({ kind: 'binnacle audit checkpoint 1', count, position, hash, instance, signedAt });
}

import { type KV, StringCodec } from 'nats';
import { z } from 'zod';
import type { Anchor, AnchorStore } from '../../actors/audit/ports.ts';
import { instant } from '../../domain/message.ts';
import type { Station } from './topology.ts';

const bucketName = 'binnacle_audit';
const codec = StringCodec();
const anchor = z.object({
  count: z.int().min(1),
  position: z.string().regex(/^\d+$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: instant,
});

/**
 * The head of the audit chain in a bucket of NATS, one key a program. It may be lost with all of NATS' data, and then
 * says nothing; what is there was written by a program that had read it from its log.
 */
export function anchorBucket(key: string, current: () => Station | undefined, timeoutMs: number): AnchorStore {
  return {
    name: 'nats',
    async read() {
      const entry = await (await bucket()).get(key);
      if (entry === null || entry.operation !== 'PUT') return [];
      return [anchor.parse(JSON.parse(codec.decode(entry.value)))];
    },
    async write(_links, head: Anchor) {
      await (await bucket()).put(key, codec.encode(JSON.stringify(head)));
    },
  };

  async function bucket(): Promise<KV> {
    const station = current();
    if (station === undefined) throw new Error('NATS is away');
    // Opening makes it where it is missing, and is one small request: a server that was wiped gets it anew.
    return station.connection
      .jetstream({ timeout: timeoutMs })
      .views.kv(bucketName, { history: 5, timeout: timeoutMs });
  }
}

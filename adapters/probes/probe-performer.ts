import { z } from 'zod';
import type { Attempt, Performer, StopReason } from '../../actors/work/ports.ts';
import type { Result } from '../../domain/job/work.ts';
import type { ReachPolicy } from '../../domain/probe/reach.ts';
import { type ProbeTarget, recordTypes } from '../../domain/probe/target.ts';
import { lookAtName } from './dns.ts';
import { failed, probeFailed } from './failures.ts';
import { lookAtAddress } from './http.ts';
import type { Look } from './look.ts';
import { reach } from './reach.ts';
import { lookAtPort } from './tcp.ts';
import { lookAtHandshake } from './tls.ts';

export interface ProbePerformerOptions {
  reach: ReachPolicy;
  /** One look ends within this. */
  timeoutMs: number;
  bodyBytesMax: number;
  redirectsMax: number;
  /** Name servers to ask, as `address` or `address:port`; those of the machine when there are none. */
  nameServers: readonly string[];
  authorities?: readonly string[];
}

const host = z.string().min(1).max(253);
const target: z.ZodType<ProbeTarget> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('http'), url: z.url({ protocol: /^https?$/ }).max(2000) }),
  z.object({ kind: z.literal('dns'), name: host, types: z.array(z.enum(recordTypes)).min(1).max(4) }),
  z.object({ kind: z.literal('tls'), host, port: z.int().min(1).max(65_535) }),
  z.object({ kind: z.literal('tcp'), host, port: z.int().min(1).max(65_535) }),
]);

/** Does work of class `probe`: one look at another machine, within a deadline, leaving nothing behind. */
export function probePerformer({ reach: policy, timeoutMs, ...options }: ProbePerformerOptions): Performer {
  const reaching = reach(policy);
  return {
    async perform({ spec, signal }) {
      const asked = target.safeParse(spec.work);
      if (!asked.success) throw failed('invalid_target', 'validation', false, 'It does not say what to look at.');
      const deadline = AbortSignal.timeout(timeoutMs);
      const look = { ...options, reach: reaching, signal: AbortSignal.any([signal, deadline]) };
      try {
        return await byKind(asked.data, look);
      } catch (cause) {
        if (look.signal.aborted) throw calledOff(signal, timeoutMs);
        throw probeFailed(cause);
      }
    },
  };
}

function byKind(asked: ProbeTarget, look: Look): Promise<Result> {
  switch (asked.kind) {
    case 'http':
      return lookAtAddress(asked.url, look);
    case 'dns':
      return lookAtName(asked, look);
    case 'tls':
      return lookAtHandshake(asked, look);
    case 'tcp':
      return lookAtPort(asked, look);
  }
}

function calledOff({ aborted, reason }: Attempt['signal'], timeoutMs: number) {
  if (!aborted || (reason as StopReason) === 'timed_out')
    return failed('timeout', 'timeout', true, `There was no answer within ${timeoutMs} ms.`);
  return failed('stopped', 'conflict', true, `The look was called off (${String(reason)}).`);
}

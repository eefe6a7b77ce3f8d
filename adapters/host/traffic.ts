import type { TrafficTotals } from '../../actors/answers/host-ports.ts';
import { wholeNumbers } from './numbers.ts';

/** `/proc/net/dev` (proc_pid_net(5)) by interface, in the kernel's order; a line that is none is passed over. */
export function parseTraffic(text: string): Map<string, TrafficTotals> {
  const rows = text.split('\n').flatMap(line => {
    const colon = line.indexOf(':');
    const columns = wholeNumbers(
      line
        .slice(colon + 1)
        .trim()
        .split(/\s+/),
      12,
    );
    return colon < 1 || columns === undefined ? [] : [[line.slice(0, colon).trim(), totals(columns)] as const];
  });
  return new Map(rows);
}

function totals(columns: number[]): TrafficTotals {
  return {
    receivedBytes: columns[0]!,
    receiveErrors: columns[2]!,
    receiveDrops: columns[3]!,
    sentBytes: columns[8]!,
    sendErrors: columns[10]!,
    sendDrops: columns[11]!,
  };
}

/** Bytes a second between two readings; undefined when a counter went back: the interface was reset. */
export function rateBetween(before: TrafficTotals | undefined, after: TrafficTotals, windowMs: number) {
  if (before === undefined || windowMs <= 0) return undefined;
  const received = after.receivedBytes - before.receivedBytes;
  const sent = after.sentBytes - before.sentBytes;
  if (received < 0 || sent < 0) return undefined;
  return { receivedBytesPerSecond: (received * 1000) / windowMs, sentBytesPerSecond: (sent * 1000) / windowMs };
}

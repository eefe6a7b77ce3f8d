import { once } from 'node:events';
import { connect } from 'node:net';
import type { Result } from '../../domain/job/work.ts';
import { type ProbeTarget, targetText } from '../../domain/probe/target.ts';
import type { Look } from './look.ts';
import { onlyKnown, stopwatch } from './stopwatch.ts';

/** Connects, and hangs up at once. */
export async function lookAtPort(
  target: ProbeTarget & { kind: 'tls' | 'tcp' },
  { reach, signal }: Look,
): Promise<Result> {
  reach.requireHost(target.host);
  const watch = stopwatch();
  const socket = connect({ host: target.host, port: target.port, lookup: reach.lookup, signal });
  // Who waits is told below; what comes after that is told to nobody.
  socket.on('error', () => {});
  socket.once('lookup', () => watch.note('found'));
  try {
    await once(socket, 'connect');
    watch.note('connected');
    const address = socket.remoteAddress ?? target.host;
    const [dnsMs, connectMs] = [
      watch.between(undefined, 'found'),
      watch.between('found', 'connected') ?? watch.soFar(),
    ];
    const summary = `${targetText(target)} accepts connections: ${connectMs} ms to ${address}.`;
    return { summary, data: { address, ...onlyKnown({ dnsMs, connectMs, totalMs: watch.soFar() }) } };
  } finally {
    socket.destroy();
  }
}

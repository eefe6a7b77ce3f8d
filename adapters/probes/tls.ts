import { once } from 'node:events';
import { isIP } from 'node:net';
import { checkServerIdentity, connect, type TLSSocket } from 'node:tls';
import type { Result } from '../../domain/job/work.ts';
import { type ProbeTarget, targetText } from '../../domain/probe/target.ts';
import { chainFacts, expiryText } from './certificates.ts';
import { failed, probeFailed } from './failures.ts';
import type { Look } from './look.ts';
import { onlyKnown, stopwatch } from './stopwatch.ts';

/**
 * Shakes hands and looks at the certificates. One that is not trusted, expired or for another name is a finding, and
 * no failure of the look.
 */
export async function lookAtHandshake(
  target: ProbeTarget & { kind: 'tls' | 'tcp' },
  { reach, signal, authorities }: Look,
): Promise<Result> {
  const { host, port } = target;
  reach.requireHost(host);
  const watch = stopwatch();
  // An address is no name that a server could choose a certificate by.
  const name = isIP(host) === 0 ? { servername: host } : {};
  const trust = authorities === undefined ? {} : { ca: [...authorities] };
  const socket = connect({
    host,
    port,
    ...name,
    ...trust,
    lookup: reach.lookup,
    rejectUnauthorized: false,
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  const hangUp = () => socket.destroy(signal.reason instanceof Error ? signal.reason : undefined);
  signal.addEventListener('abort', hangUp, { once: true });
  // Who waits is told below; what comes after that is told to nobody.
  socket.on('error', () => {});
  socket.once('lookup', () => watch.note('found'));
  socket.once('connect', () => watch.note('connected'));
  try {
    await once(socket, 'secureConnect', { signal });
    watch.note('secured');
    return findings(target, socket, watch);
  } finally {
    signal.removeEventListener('abort', hangUp);
    socket.destroy();
  }
}

function findings(
  target: ProbeTarget & { kind: 'tls' | 'tcp' },
  socket: TLSSocket,
  watch: ReturnType<typeof stopwatch>,
): Result {
  const chain = chainFacts(socket.getPeerCertificate(true));
  const [first] = chain;
  if (first === undefined) throw failed('tls_no_certificate', 'upstream', false, 'It showed no certificate.');
  const distrust = distrusted(target.host, socket);
  const protocol = socket.getProtocol() ?? 'unknown';
  const times = onlyKnown({
    dnsMs: watch.between(undefined, 'found'),
    connectMs: watch.between('found', 'connected'),
    tlsMs: watch.between('connected', 'secured'),
    totalMs: watch.soFar(),
  });
  const trust = distrust === undefined ? 'trusted' : `NOT trusted: ${distrust.message}`;
  return {
    summary: `${targetText(target)}: ${protocol}, certificate ${expiryText(first)}, ${trust}`.slice(0, 600),
    data: {
      ...{
        protocol,
        cipher: socket.getCipher().standardName,
        address: socket.remoteAddress ?? target.host,
        chain,
        ...times,
      },
      ...{ trusted: distrust === undefined, ...(distrust === undefined ? {} : { why: distrust.code }) },
      ...(typeof socket.alpnProtocol === 'string' ? { alpn: socket.alpnProtocol } : {}),
    },
  };
}

/** Why the certificate would not be accepted. */
function distrusted(host: string, socket: TLSSocket): { code: string; message: string } | undefined {
  const why = socket.authorized ? checkServerIdentity(host, socket.getPeerCertificate()) : socket.authorizationError;
  if (why === undefined || why === null) return undefined;
  const error = why instanceof Error ? why : Object.assign(new Error(String(why)), { code: String(why) });
  return probeFailed(error).failure;
}

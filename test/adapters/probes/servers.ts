import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, decode, encode } from 'dns-packet';
import type { Attempt } from '../../../actors/work/ports.ts';
import { type ProbePerformerOptions, probePerformer } from '../../../adapters/probes/probe-performer.ts';
import { planProbe } from '../../../domain/probe/plan.ts';
import { reachPolicy } from '../../../domain/probe/reach.ts';
import type { ProbeKind } from '../../../domain/probe/target.ts';
import { limits } from '../../domain/task/tasks.ts';

interface Context {
  teardown(undo: () => void): void;
}

/** One look of a performer with these options. */
export function look(
  kind: ProbeKind,
  target: string,
  said: Partial<ProbePerformerOptions> = {},
  signal = new AbortController().signal,
) {
  const usual = {
    reach: reachPolicy.parse({}),
    timeoutMs: 5000,
    bodyBytesMax: 10_000,
    redirectsMax: 3,
    nameServers: [],
  };
  const attempt: Attempt = {
    ...{ jobId: 'JOB', fence: 1, attempt: 1, spec: planProbe(kind, target, limits), correlationId: 'test-1', signal },
    tell: () => {},
    record: async () => {},
  };
  return probePerformer({ ...usual, ...said }).perform(attempt);
}

/** The port of a server on loopback, closed after the test with all of its connections. */
async function listening(t: Context, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export const plainServer = (t: Context, answer: RequestListener) => listening(t, createPlain(answer));
export const secureServer = (t: Context, keys: { key: string; cert: string }, answer: RequestListener) =>
  listening(t, createSecure(keys, answer));
export const tcpServer = (t: Context, met: (socket: Socket) => void) => listening(t, createTcp(met));

/** A key and a certificate signed by itself for `localhost`, valid for some days from now. */
export function selfSigned(t: Context, { days = 30, name = 'localhost' } = {}): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-certificate-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name},IP:127.0.0.1`];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    String(days),
  ];
  execFileSync('openssl', [...made, '-keyout', key, '-out', cert, ...names], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

/** A name server on loopback, as `address:port`. What is no answer is a response code; `silent` says nothing at all. */
export async function nameServer(
  t: Context,
  answerTo: (name: string, type: string) => Answer[] | 'NXDOMAIN' | 'SERVFAIL' | 'silent',
) {
  const codes = { NXDOMAIN: 3, SERVFAIL: 2 };
  const socket = createSocket('udp4', (message, from) => {
    const { id, questions = [] } = decode(message);
    const answer = answerTo(questions[0]!.name, questions[0]!.type);
    if (answer === 'silent') return;
    const answers = Array.isArray(answer) ? answer : [];
    const flags = 0x0180 | (Array.isArray(answer) ? 0 : codes[answer]);
    socket.send(encode({ type: 'response', id: id!, flags, questions, answers }), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  t.teardown(() => socket.close());
  return `127.0.0.1:${socket.address().port}`;
}

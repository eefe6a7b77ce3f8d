import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Result } from '../../domain/job/work.ts';
import type { JsonObject } from '../../domain/message.ts';
import { cleanLine } from '../terminal/clean.ts';
import { certificateFacts, expiryText } from './certificates.ts';
import { failed } from './failures.ts';
import type { Look } from './look.ts';
import { onlyKnown, stopwatch } from './stopwatch.ts';

const redirects = [301, 302, 303, 307, 308];

/**
 * Fetches the address once and follows redirects, each judged like the first. Any status is a finding; only what is
 * no answer is a failure. The times are those of the last address.
 */
export async function lookAtAddress(url: string, look: Look): Promise<Result> {
  const hops: { url: string; status: number }[] = [];
  const watch = stopwatch();
  for (let next = url; ; ) {
    const { status, location, ...found } = await fetchOnce(next, look);
    hops.push({ url: next, status });
    if (location === undefined) return told(hops, found, watch.soFar());
    if (hops.length > look.redirectsMax)
      throw failed('http_redirects', 'upstream', false, `It redirects more than ${look.redirectsMax} times.`);
    next = followed(location, next);
  }
}

type Fetched = { status: number; location?: string; words: string; data: JsonObject };

function told(
  hops: { url: string; status: number }[],
  { words, data }: Pick<Fetched, 'words' | 'data'>,
  wholeMs: number,
): Result {
  const { url, status } = hops.at(-1)!;
  const way = hops.length > 1 ? ` after ${hops.length - 1} redirect${hops.length > 2 ? 's' : ''}` : '';
  return {
    summary: `${url.slice(0, 200)}: ${status}${words}${way}`.slice(0, 600),
    data: { ...data, url, status, hops, wholeMs },
  };
}

function followed(location: string, from: string): string {
  const url = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '')
    throw failed('http_redirects', 'upstream', false, 'It redirects to what is no web address.');
  url.hash = '';
  return url.href;
}

async function fetchOnce(address: string, look: Look): Promise<Fetched> {
  const url = new URL(address);
  look.reach.requireHost(url.hostname.replace(/^\[|\]$/g, ''));
  const watch = stopwatch();
  const request = start(url, look);
  request.once('socket', socket => {
    socket.once('lookup', () => watch.note('found'));
    socket.once('connect', () => watch.note('connected'));
    socket.once('secureConnect', () => watch.note('secured'));
  });
  try {
    const response = await answered(request);
    watch.note('answered');
    const certificate =
      url.protocol === 'https:' ? certificateFacts((response.socket as TLSSocket).getPeerCertificate()) : undefined;
    const { headers, statusCode: status = 0 } = response;
    const body = await readBody(response, look.bodyBytesMax);
    watch.note('read');
    const times = onlyKnown({
      dnsMs: watch.between(undefined, 'found'),
      connectMs: watch.between('found', 'connected') ?? watch.between(undefined, 'connected'),
      tlsMs: watch.between('connected', 'secured'),
      firstByteMs: watch.between('secured', 'answered') ?? watch.between('connected', 'answered'),
      totalMs: watch.between(undefined, 'read'),
    });
    const type =
      headers['content-type'] === undefined ? {} : { contentType: cleanLine(headers['content-type']).slice(0, 100) };
    return {
      status,
      ...(redirects.includes(status) && headers.location !== undefined ? { location: headers.location } : {}),
      words: ` in ${times.totalMs} ms${certificate === undefined ? '' : `, certificate ${expiryText(certificate)}`}`,
      data: { ...times, ...body, ...type, ...(certificate === undefined ? {} : { certificate }) },
    };
  } finally {
    request.destroy();
  }
}

function start(url: URL, { reach, signal, authorities }: Look): ClientRequest {
  const headers = { 'user-agent': 'binnacle-probe', accept: '*/*', 'accept-encoding': 'identity' };
  // A connection of its own for each look, or its times would be those of another.
  const options = {
    method: 'GET',
    headers,
    agent: false as const,
    lookup: reach.lookup,
    signal,
    maxHeaderSize: 16 * 1024,
  };
  if (url.protocol === 'http:') return plainRequest(url, options).end();
  return secureRequest(url, { ...options, ...(authorities === undefined ? {} : { ca: [...authorities] }) }).end();
}

function answered(request: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once('response', resolve);
  // It stays: what goes wrong after the answer shows where the body is read.
  request.on('error', reject);
  return promise;
}

/** Reads to the end or to the bound, and keeps nothing. */
async function readBody(response: IncomingMessage, bytesMax: number): Promise<{ bodyBytes: number; bodyCut: boolean }> {
  let bodyBytes = 0;
  for await (const chunk of response) {
    bodyBytes += (chunk as Buffer).length;
    if (bodyBytes > bytesMax) return { bodyBytes: bytesMax, bodyCut: true };
  }
  return { bodyBytes, bodyCut: false };
}

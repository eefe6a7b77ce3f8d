import { WorkFailed } from '../../actors/work/ports.ts';
import type { Failure } from '../../domain/job/work.ts';

/** What can go wrong on the way to another machine, by the codes of Node, OpenSSL and c-ares. */

type Known = readonly [code: string, errorClass: Failure['class'], retryable: boolean, says: string];

const upstream = 'upstream' as const;
const timeout = 'timeout' as const;

const known: Record<string, Known> = {
  ENOTFOUND: ['DNS_NOT_FOUND', upstream, false, 'the name does not exist'],
  ENODATA: ['DNS_NO_DATA', upstream, false, 'the name has no such record'],
  EAI_AGAIN: ['DNS_TEMPORARY', upstream, true, 'the name servers did not answer for now'],
  EAI_FAIL: ['DNS_FAILED', upstream, true, 'the name servers failed'],
  ESERVFAIL: ['DNS_SERVFAIL', upstream, true, 'the name server says that it failed'],
  EREFUSED: ['DNS_REFUSED', upstream, false, 'the name server refuses to answer'],
  EFORMERR: ['DNS_MALFORMED', upstream, false, 'the name server did not understand the question'],
  EBADRESP: ['DNS_MALFORMED', upstream, false, 'the name server sent nonsense'],
  EBADNAME: ['DNS_BAD_NAME', 'validation', false, 'it is no name that can be asked for'],
  ETIMEOUT: ['DNS_TIMEOUT', timeout, true, 'the name servers did not answer in time'],
  ECONNREFUSED: ['refused', upstream, false, 'nobody listens there'],
  ECONNRESET: ['reset', upstream, true, 'the other side hung up'],
  EPIPE: ['reset', upstream, true, 'the other side hung up'],
  ETIMEDOUT: ['timeout', timeout, true, 'there was no answer in time'],
  EHOSTUNREACH: ['unreachable', upstream, true, 'no way leads there'],
  ENETUNREACH: ['unreachable', upstream, true, 'no way leads there'],
  EADDRNOTAVAIL: ['unreachable', upstream, true, 'no way leads there'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['tls_self_signed', upstream, false, 'its certificate is signed by itself'],
  SELF_SIGNED_CERT_IN_CHAIN: ['tls_self_signed', upstream, false, 'its certificates are signed by themselves'],
  CERT_HAS_EXPIRED: ['tls_expired', upstream, false, 'its certificate has expired'],
  CERT_NOT_YET_VALID: ['tls_not_yet_valid', upstream, false, 'its certificate is not valid yet'],
  CERT_REVOKED: ['tls_revoked', upstream, false, 'its certificate was revoked'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls_wrong_name', upstream, false, 'its certificate is for another name'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['tls_untrusted', upstream, false, 'its certificate cannot be verified'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'tls_untrusted',
    upstream,
    false,
    'the issuer of its certificate is not known here',
  ],
  UNABLE_TO_GET_ISSUER_CERT: ['tls_untrusted', upstream, false, 'the issuer of its certificate is not known here'],
};

/** The failure of a look, with what is known of its cause. */
export function probeFailed(cause: unknown): WorkFailed {
  if (cause instanceof WorkFailed) return cause;
  const { code = '', message } = nearestCause(cause);
  const [name, errorClass, retryable, says] = known[code] ?? byPrefix(code, message);
  return failed(name, errorClass, retryable, `${says[0]!.toUpperCase()}${says.slice(1)}.`);
}

export function failed(code: string, errorClass: Failure['class'], retryable: boolean, message: string): WorkFailed {
  return new WorkFailed({ code, class: errorClass, message: message.slice(0, 600), retryable });
}

/** When several addresses were tried, the first failure says why. */
function nearestCause(cause: unknown): NodeJS.ErrnoException {
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors[0] as NodeJS.ErrnoException;
  return cause as NodeJS.ErrnoException;
}

function byPrefix(code: string, message: string): Known {
  const words = message.split('\n')[0]!.slice(0, 200);
  if (/^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code))
    return ['tls_handshake', upstream, false, `they could not agree on TLS (${code})`];
  if (code.startsWith('HPE_')) return ['http_malformed', upstream, false, `what it answered is no HTTP (${code})`];
  if (/^E[A-Z]+$/.test(code)) return ['failed', upstream, true, `it failed (${code})`];
  return ['failed', 'internal', false, `it failed: ${words}`];
}

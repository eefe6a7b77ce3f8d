import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import { cleanLine } from '../terminal/clean.ts';

/** What a certificate says that people want to know. */
export interface CertificateFacts {
  subject: string;
  issuer: string;
  names: string[];
  validFrom: string;
  expiresAt: string;
  /** Whole days until it expires; negative once it has. */
  daysLeft: number;
  sha256: string;
}

const namesMax = 20;
const chainMax = 10;

/** Undefined when the other side showed none. */
export function certificateFacts(
  certificate: PeerCertificate,
): (CertificateFacts & { [key: string]: string | number | string[] }) | undefined {
  if (certificate?.valid_to === undefined) return undefined;
  const expiresAt = new Date(certificate.valid_to);
  const names = (certificate.subjectaltname ?? '').split(', ').filter(name => name !== '');
  return {
    subject: nameIn(certificate.subject),
    issuer: nameIn(certificate.issuer),
    names: names.slice(0, namesMax).map(text),
    validFrom: new Date(certificate.valid_from).toISOString(),
    expiresAt: expiresAt.toISOString(),
    daysLeft: Math.floor((expiresAt.getTime() - Date.now()) / 86_400_000),
    sha256: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** The certificates from the one of the server to the last that was shown, at most 10. */
export function chainFacts(first: DetailedPeerCertificate) {
  const chain = [];
  const seen = new Set<string>();
  for (
    let one: DetailedPeerCertificate | undefined = first;
    one !== undefined && chain.length < chainMax;
    one = one.issuerCertificate
  ) {
    const facts = certificateFacts(one);
    if (facts === undefined || seen.has(facts.sha256)) break;
    seen.add(facts.sha256);
    chain.push(facts);
  }
  return chain;
}

/** `expires in 42 d (2027-01-02)`. */
export function expiryText({ daysLeft, expiresAt }: Pick<CertificateFacts, 'daysLeft' | 'expiresAt'>): string {
  const day = expiresAt.slice(0, 10);
  return daysLeft < 0 ? `expired ${-daysLeft} d ago (${day})` : `expires in ${daysLeft} d (${day})`;
}

function nameIn(name: PeerCertificate['subject'] | undefined): string {
  const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
  return text(first(name?.CN) ?? first(name?.O) ?? 'unnamed');
}

const text = (said: string) => cleanLine(said).slice(0, 200);

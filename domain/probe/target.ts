import { Refusal } from '../refusal.ts';
import { hazardOf } from '../task/hazards.ts';

/** What a probe looks at, from a line of text. Names are made what the network sees (`bücher.de` is `xn--bcher-kva.de`). */

export const probeKinds = ['http', 'dns', 'tls', 'tcp'] as const;
export type ProbeKind = (typeof probeKinds)[number];

export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'SRV', 'CAA', 'PTR'] as const;
export type RecordType = (typeof recordTypes)[number];

export type ProbeTarget =
  | { kind: 'http'; url: string }
  /** Several types are asked for at once; `PTR` of an address. */
  | { kind: 'dns'; name: string; types: RecordType[] }
  | { kind: 'tls' | 'tcp'; host: string; port: number };

const textMax = 400;

const usage: Record<ProbeKind, string> = {
  http: '/check http <url>, for example https://example.org/health',
  dns: '/check dns <name> [A|AAAA|MX|…], for example example.org MX',
  tls: '/check tls <host>[:port], for example example.org:443',
  tcp: '/check tcp <host>:<port>, for example example.org:5432',
};

/** @throws {Refusal} `invalid_request` with an example of what is allowed. */
export function probeTarget(kind: ProbeKind, text: string): ProbeTarget {
  const said = text.trim();
  const hazard = hazardOf(said);
  if (hazard !== undefined) throw invalid(kind, `The target is refused: ${hazard}.`);
  if (said === '' || said.length > textMax) throw invalid(kind, `A target has 1 to ${textMax} characters.`);
  switch (kind) {
    case 'http':
      return { kind, url: webAddress(said) };
    case 'dns':
      return nameAndTypes(said);
    case 'tls':
      return { kind, ...hostAndPort(kind, said, 443) };
    case 'tcp':
      return { kind, ...hostAndPort(kind, said) };
  }
}

/** The target in words, as a person would write it. */
export function targetText(target: ProbeTarget): string {
  if (target.kind === 'http') return target.url;
  if (target.kind === 'dns') return `${target.name} ${target.types.join(' ')}`;
  return `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`;
}

function webAddress(said: string): string {
  const url = parsed(/^[a-z][a-z0-9+.-]*:\/\//i.test(said) ? said : `https://${said}`);
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.hostname === '')
    throw invalid('http', `“${said.slice(0, 60)}” is no http or https address.`);
  if (url.username !== '' || url.password !== '') throw invalid('http', 'An address here holds no name and password.');
  url.hash = '';
  return url.href;
}

function nameAndTypes(said: string): ProbeTarget {
  const [name = '', ...words] = said.split(/\s+/);
  const types = words.map(word => word.toUpperCase());
  const strange = types.find(type => !recordTypes.includes(type as RecordType));
  if (strange !== undefined || types.length > 4)
    throw invalid(
      'dns',
      `“${(strange ?? said).slice(0, 40)}” is no type of record: ${recordTypes.join(' ')}, at most 4.`,
    );
  const host = hostOf(name.replace(/\.$/, ''));
  // Names of services begin with `_`, which no host's name does.
  const asked = host ?? (/^(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/.test(name) ? name.toLowerCase() : undefined);
  if (asked === undefined) throw invalid('dns', `“${name.slice(0, 60)}” is no name.`);
  const usual: RecordType[] = isAddress(asked) ? ['PTR'] : ['A', 'AAAA'];
  return { kind: 'dns', name: asked, types: types.length === 0 ? usual : ([...new Set(types)] as RecordType[]) };
}

function hostAndPort(kind: 'tls' | 'tcp', said: string, usual?: number): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s/:@?#[\]]+))(?::(\d{1,5}))?$/.exec(said) ?? [];
  const host = hostOf(bracketed ?? plain ?? '');
  const number = port === undefined ? usual : Number(port);
  if (host === undefined) throw invalid(kind, `“${said.slice(0, 60)}” is no host and port.`);
  if (number === undefined || number < 1 || number > 65_535) throw invalid(kind, 'A port is 1 to 65535.');
  return { host, port: number };
}

/** A host's name or address as the network sees it; undefined for what is none. */
function hostOf(text: string): string | undefined {
  const url = parsed(`http://${text.includes(':') ? `[${text}]` : text}/`);
  if (url === undefined || url.port !== '' || url.pathname !== '/' || url.username !== '' || url.search !== '')
    return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return isAddress(host) ||
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(host)
    ? host
    : undefined;
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function invalid(kind: ProbeKind, message: string): Refusal {
  return new Refusal('invalid_request', message, { hint: `Usage: ${usage[kind]}` });
}

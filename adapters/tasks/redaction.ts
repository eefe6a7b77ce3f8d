import { cleanText } from '../terminal/clean.ts';

/**
 * Takes secrets out of a program's output, and makes it harmless to look at. It looks at the output as one text,
 * however it came in pieces: nothing can hide across the border of two. `isCut`: something before it is missing, so
 * the first {@link redactionWindow} characters, which may hold the rest of a secret, are left out. `isOpen`: more
 * will follow, so the last line, which may hold the beginning of one, is left out too.
 */
export type Redaction = (text: string, told: { isCut: boolean; isOpen: boolean }) => string;

/** No secret is longer. */
export const redactionWindow = 16 * 1024;

const cross = '[secret]';
const secretMin = 6;
const secretsMax = 500;

/** What looks like a secret, whoever's it is. Of a pattern with a group, the group is what is crossed out. */
const patterns = [
  // A Telegram bot token, a password in a URL.
  /\d{6,12}(?::|%3A)[A-Za-z0-9_-]{30,64}/gi,
  /:\/\/[^\s/@:]{0,100}:([^\s/@]{1,200})@/dg,
  // Tokens that say whose they are: AWS, GitHub, GitLab, Slack, Google, Stripe and others; a JSON web token.
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|AIza|sk_live_|sk-|npm_|hvs\.)[A-Za-z0-9_-]{16,250}/g,
  /\beyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,8000}(?:\.[A-Za-z0-9_-]{0,1000})?/g,
  // What stands after its own name.
  /\b(?:Bearer|Basic)\s{1,3}([A-Za-z0-9._~+/=-]{12,4000})/dgi,
  /(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)["']?\s{0,3}[:=]\s{0,3}["']?([^\s"',;&]{4,1000})/dgi,
  /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----(?:(?!-----END)[A-Za-z0-9+/=\s:,-]){0,12000}(?:-----END[A-Z0-9 -]{0,50})?/g,
];

/** Crosses out these secrets, in each form they may be written in, and all that looks like one. */
export function redaction(secrets: readonly string[]): Redaction {
  const known = secrets.slice(0, secretsMax).flatMap(secret => [secret, ...secret.split(/\r?\n/)]);
  const forms = [
    ...new Set(
      known
        .map(secret => secret.trim())
        .filter(isLongEnough)
        .flatMap(formsOf),
    ),
  ];
  return (text, { isCut, isOpen }) => {
    const clean = cleanText(text);
    const end = isOpen ? clean.lastIndexOf('\n') + 1 : clean.length;
    const spans = merged([...knownSpans(clean, forms), ...patternSpans(clean), ...openEnd(clean, forms)]);
    return written(clean, spans, isCut ? Math.min(redactionWindow, end) : 0, end);
  };
}

type Span = [from: number, to: number];

const isLongEnough = (secret: string) => secret.length >= secretMin;

function formsOf(secret: string): string[] {
  return [
    secret,
    cleanText(secret),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ];
}

function knownSpans(text: string, forms: readonly string[]): Span[] {
  return forms.flatMap(form => {
    const spans: Span[] = [];
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length]);
    return spans;
  });
}

function patternSpans(text: string): Span[] {
  return patterns.flatMap(pattern =>
    [...text.matchAll(pattern)].map(
      (match): Span => match.indices?.[1] ?? [match.index, match.index + match[0].length],
    ),
  );
}

/** A secret that was being written when the output ended. */
function openEnd(text: string, forms: readonly string[]): Span[] {
  return forms.flatMap(form => {
    for (let length = Math.min(form.length - 1, text.length); length >= secretMin; length--)
      if (text.endsWith(form.slice(0, length))) return [[text.length - length, text.length] satisfies Span];
    return [];
  });
}

function merged(spans: Span[]): Span[] {
  const inOrder = spans.sort(([one], [other]) => one - other);
  const result: Span[] = [];
  for (const [from, to] of inOrder) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** The text between two places with the spans crossed out; a span over an edge is crossed out as a whole. */
function written(text: string, spans: readonly Span[], start: number, end: number): string {
  const parts: string[] = [];
  let at = start;
  for (const [from, to] of spans) {
    if (to <= start) continue;
    if (from >= end) break;
    parts.push(text.slice(at, Math.max(at, from)), cross);
    at = to;
  }
  parts.push(text.slice(at, Math.max(at, end)));
  return parts.join('');
}

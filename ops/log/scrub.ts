/**
 * Takes secrets out of bytes on their way out. The last door before a terminal, a file or a crash record:
 * whoever made the text, a secret that is known here does not pass.
 */

const cross = '[secret]';
/** Shorter texts are too likely to stand in ordinary lines; no real secret is that short. */
const lengthMin = 6;
const secretsMax = 200;

/** A bot token as Telegram makes them, also inside a URL (`/bot<token>/`) and with its colon encoded. */
const botToken = /\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}/gi;
/** The password in `nats://user:password@host`. Bounded, so that a long line costs no more than its length. */
const urlPassword = /(:\/\/[^\s/@:]{0,100}):[^\s/@]{1,200}@/g;

/** Every form in which a registered secret could be written, longest first: a part must not hide the whole. */
let forms: string[] = [];
const registered = new Set<string>();

/**
 * From now on the secret is crossed out wherever text leaves through here; also inside JSON, inside a URL and
 * in base64. Each line of a secret of several lines counts.
 * @throws {RangeError} shorter than 6 characters, or more than 200 secrets.
 */
export function registerSecret(secret: string): void {
  if (registered.has(secret)) return;
  const lines = secret
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line.length >= lengthMin);
  if (lines.length === 0) throw new RangeError(`A secret has at least ${lengthMin} characters.`);
  if (registered.size >= secretsMax) throw new RangeError(`There can be at most ${secretsMax} secrets.`);
  registered.add(secret);
  const added = [secret, ...lines].flatMap(formsOf);
  forms = [...new Set([...forms, ...added])].sort((one, other) => other.length - one.length);
}

/** Every secret that is known now, for whoever crosses them out elsewhere. */
export function registeredSecrets(): string[] {
  return [...registered];
}

/** The text with every known secret, and all that looks like a bot token or a URL's password, crossed out. */
export function scrub(text: string): string {
  const known = forms.reduce((rest, form) => rest.replaceAll(form, cross), text);
  return known.replace(botToken, cross).replace(urlPassword, `$1:${cross}@`);
}

/** How far back a secret that is cut at the end of a text may begin. */
export function longestSecret(): number {
  return Math.max(128, forms[0]?.length ?? 0);
}

function formsOf(secret: string): string[] {
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];
}

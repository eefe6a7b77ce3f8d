import { isIP } from 'node:net';

/**
 * Whether the name that a request was sent to is ours: an address, `localhost`, or a configured name. A stranger's name
 * that was made to point here (DNS rebinding) is none of them.
 */
export function isOurName(host: string | undefined, names: readonly string[]): boolean {
  const name = nameIn(host ?? '');
  return name !== undefined && (isIP(name) !== 0 || name === 'localhost' || names.includes(name));
}

/** Without brackets and port, in lower case. */
function nameIn(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

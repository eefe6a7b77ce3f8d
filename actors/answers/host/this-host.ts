import { Refusal } from '../../../domain/refusal.ts';
import type { Host } from '../host-ports.ts';

/**
 * Lets pass no host, `localhost`, and this machine's name, whole or up to its first dot, in any case.
 * @throws {Refusal} `not_found`, naming the hosts there are.
 */
export function requireThisHost(host: Host, asked: unknown): void {
  if (asked === undefined) return;
  const name = host.name();
  const known = [name, name.split('.', 1)[0]!, 'localhost'].map(word => word.toLowerCase());
  if (typeof asked === 'string' && known.includes(asked.toLowerCase())) return;
  const hint = `Known here: @${name} (this machine, also @localhost).`;
  throw new Refusal(
    'not_found',
    `There is no host ${typeof asked === 'string' ? `@${asked.slice(0, 100)}` : 'of that name'}.`,
    { hint },
  );
}

import type { Delivery } from '../../../actors/ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { Command } from '../../../domain/message.ts';

/** A command whose id is its message id. */
export function command(id: string, stream: StreamName, data: Command['data'] = {}): Command {
  const actor = { id: 'system:test', role: 'system' } as const;
  return { id, stream, type: 'Note', data, correlationId: id, causationId: id, actor, traffic: 'synthetic' };
}

export const idOf = ({ command }: Delivery) => (command as Command).id;

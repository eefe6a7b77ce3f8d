import type { Invariant } from './view.ts';

/**
 * Read-only mode begins when whoever asked for it is told; the mode is looked at after a command is accepted: what was
 * under way then may still be queued.
 */
export const readOnly: Invariant = {
  id: 'I19',
  says: 'in read-only mode nothing is queued',
  watch({ broken }) {
    let since: bigint | undefined;
    let asked: string | undefined;
    const acceptedAt = new Map<string, bigint>();
    return {
      event({ type, data, position, stream, revision, metadata }) {
        if (type === 'AutonomyChanged') {
          since = undefined;
          asked = data.mode === 'readonly' ? metadata.correlationId : undefined;
        }
        if (type === 'CommandAnswered' && data.commandId === asked) since = position;
        if (type === 'CommandAccepted') acceptedAt.set(String(data.commandId), position);
        if (type !== 'JobQueued') return;
        if (data.mode === 'readonly') broken(`${stream}@${revision} is queued in read-only mode`);
        const accepted = acceptedAt.get(String(data.commandId).split('/')[0]!);
        if (since !== undefined && accepted !== undefined && accepted > since)
          broken(
            `${stream}@${revision} is queued by ${data.commandId}, accepted after read-only mode began at ${since}`,
          );
      },
    };
  },
};

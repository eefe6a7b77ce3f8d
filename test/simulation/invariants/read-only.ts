import type { Invariant } from './view.ts';

/** The mode is looked at after the command is accepted: what was under way when it changed may still be queued. */
export const readOnly: Invariant = {
  id: 'I19',
  says: 'in read-only mode nothing is queued',
  watch({ broken }) {
    let since: bigint | undefined;
    const acceptedAt = new Map<string, bigint>();
    return {
      event({ type, data, position, stream, revision }) {
        if (type === 'AutonomyChanged') since = data.mode === 'readonly' ? position : undefined;
        if (type === 'CommandAccepted') acceptedAt.set(String(data.commandId), position);
        if (type !== 'JobQueued') return;
        if (data.mode === 'readonly') broken(`${stream}@${revision} is queued in read-only mode`);
        const command = String(data.commandId).split('/')[0]!;
        const accepted = acceptedAt.get(command);
        if (since !== undefined && accepted !== undefined && accepted > since)
          broken(`${stream}@${revision} is queued by ${command}, accepted after read-only mode began at ${since}`);
      },
    };
  },
};

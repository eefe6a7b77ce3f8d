import type { Invariant } from './view.ts';

/** The same update or command again, at any gap and after any crash, adds nothing. */
export const once: Invariant = {
  id: 'I4',
  says: 'an update is recorded once, a command is accepted and ended once, an event is there once',
  watch({ broken }) {
    const seen = new Set<string>();
    const first = (key: string, what: string) => {
      if (seen.has(key)) broken(what);
      seen.add(key);
    };
    return {
      event({ id, type, data, stream, revision }) {
        const where = `${stream}@${revision}`;
        first(`event ${id}`, `the event ${id} (${type}) stands twice in the log, again at ${where}`);
        const { updateId, commandId } = data;
        if (updateId !== undefined)
          first(`update ${updateId}`, `update ${updateId} is recorded twice, again as ${type}`);
        if (type === 'CommandAccepted')
          first(`accepted ${commandId}`, `${commandId} is accepted twice, again at ${where}`);
        if (/^(CommandAnswered|CommandRefused|CommandQuarantined|MessageIgnored|DialogueAsked)$/.test(type))
          first(`ended ${commandId}`, `${commandId} ends twice, again in ${type} at ${where}`);
      },
    };
  },
};

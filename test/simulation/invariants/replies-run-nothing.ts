import type { Invariant } from './view.ts';

/** Whatever becomes of a reply, its command is not run again. */
export const repliesRunNothing: Invariant = {
  id: 'I11',
  says: 'a command is not taken up again once a reply of it was asked for and failed',
  watch({ broken }) {
    const failed = new Set<string>();
    return {
      event({ type, data }) {
        const command = String(data.replyId ?? '').replace(/\/[^/]*$/, '');
        if (/^Delivery(Abandoned|Delayed|OutcomeUnknown)$/.test(type)) failed.add(command);
        if (type === 'CommandAccepted' && failed.has(data.commandId as string))
          broken(`${data.commandId} is run again after its reply failed`);
      },
    };
  },
};

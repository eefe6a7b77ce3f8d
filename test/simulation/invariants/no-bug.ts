import type { Invariant } from './view.ts';

/** What is told to stop and does not is the work's own fault. */
const deafWork = /^work does not stop when it is told to/;

/** Faults of the outside are expected; faults of the program are not, however well it survives them. */
export const noBug: Invariant = {
  id: 'no bug',
  says: 'no actor fails, no command is set aside, nobody is told internal_error',
  watch({ broken }) {
    return {
      event({ type, data, stream }) {
        if (type === 'ActorRestarted' || type === 'ActorParked') broken(`${type}: ${data.stream}: ${data.cause}`);
        if (type === 'CommandQuarantined') broken(`${data.commandId} was set aside: ${data.cause}`);
        if (type === 'CommandRefused' && data.code === 'internal_error')
          broken(`${data.commandId} in ${stream}: internal_error`);
      },
      logLine(level, fields, message) {
        // An alarm is about the outside.
        if (level !== 'error' || 'alarm' in fields || deafWork.test(message)) return;
        const { err } = fields as { err?: Error };
        broken(`the log says: ${message}${err === undefined ? '' : `: ${err.stack ?? String(err)}`}`);
      },
    };
  },
};

/** What to do about each kind of trouble: the page that an error code leads to. */
export interface Runbook {
  title: string;
  /** How it shows. */
  signs: string;
  /** In this order; commands of the chat or of the server in backticks. */
  steps: readonly string[];
}

export const runbooks = {
  'say-it-again': {
    title: 'What was sent could not be read',
    signs: 'A refusal that names the place and the usage.',
    steps: ['Send what the usage shows, or press the buttons.', '`/help <command>` has each argument.'],
  },
  'who-may': {
    title: 'Somebody may not do this',
    signs: 'A refusal that names the role it takes; a stranger hears nothing.',
    steps: [
      '`/audit` shows who was refused what.',
      'Add the person under `access.users` with the least role that does, and start the service again.',
    ],
  },
  'too-much': {
    title: 'More comes than may',
    signs: 'Refusals with a time to wait; `RateLimited` or `BulkheadRejected` in `/log`.',
    steps: [
      '`/breakers` shows the pools: which is full, and how many wait.',
      'One sender? `/audit` says who. Everybody? Look at `/health` for what is slow.',
      'Raise a limit only when nothing behind it is slow: it is there for what is behind it.',
    ],
  },
  'already-decided': {
    title: 'It is not so any more',
    signs: 'A refusal that names the present state.',
    steps: [
      'Look at the card or the state again.',
      '`/trace <id>` shows who was first.',
      'Do what is listed as allowed.',
    ],
  },
  'something-is-away': {
    title: 'Something outside does not answer',
    signs: '`/health` names it; `/breakers` shows it open, with the last failure and the next try.',
    steps: [
      'Mend what is named; nothing here has to be restarted: it is tried again by itself.',
      'Replies wait in order, commands are taken from the log, answers that were given before stand in and say so.',
      'Is it well, and the breaker is not? `/breaker <name> force-closed 10m` holds it closed for a while.',
    ],
  },
  'log-away': {
    title: 'The event log cannot be written',
    signs: 'Mode static; people are told “Not accepted”; `/health` cannot answer, the process log says why.',
    steps: [
      'Look at the disk: `df -h`, `dmesg`. A full one heals by itself once there is room.',
      'Telegram keeps what is sent for a day; what is older than `actors.commandTtlMs` is told that it has expired.',
      'A file that cannot be read is not to be repaired: restore a backup.',
    ],
  },
  'token-trouble': {
    title: 'Telegram does not take the token, or another program polls',
    signs: '`TelegramAuthLost` or `PollConflict`; nothing arrives.',
    steps: [
      'Two programs? Stop one: `binnacle status` on each machine.',
      'Otherwise ask @BotFather for a token and write it into the token file; no restart is needed.',
    ],
  },
  'took-too-long': {
    title: 'It was not done in time',
    signs: 'A refusal by its deadline; `an answer is slow` in the process log.',
    steps: ['Send it again.', '`/trace <id>` shows which step took the time.', '`/health` shows what is slow.'],
  },
  'wrong-set-up': {
    title: 'The configuration does not fit',
    signs: 'The program does not start, or a command says so.',
    steps: [
      '`binnacle config check` names each mistake with what is allowed.',
      '`binnacle config explain` shows each value.',
    ],
  },
  'our-fault': {
    title: 'A fault of the program',
    signs: '`internal_error` with an id; an actor that was restarted or parked.',
    steps: [
      '`/trace <id>` and `/log` show what led there; `binnacle replay <stream>` the state before.',
      'Report it with the id. The command was set aside: nothing loops.',
    ],
  },
  charts: {
    title: 'A chart cannot be drawn',
    signs: 'A GRAPH code; the numbers come as text.',
    steps: [
      'The text has the same numbers.',
      'Fonts: `cd fonts && sha256sum -c SHA256SUMS`; restore what differs from the release.',
      'Memory or processes that were ended: `dmesg`, and ask for less at once.',
    ],
  },
} as const satisfies Record<string, Runbook>;

export type RunbookName = keyof typeof runbooks;

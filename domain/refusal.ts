import { z } from 'zod';

/** Expected refusals: what a user or an operator is told when the answer is no. */

export const errorClass = z.enum([
  'validation',
  'auth',
  'rate_limit',
  'conflict',
  'saturated',
  'upstream',
  'timeout',
  'internal',
]);
export type ErrorClass = z.infer<typeof errorClass>;

interface CatalogueEntry {
  class: ErrorClass;
  retryable: boolean;
  /** What to do, in one sentence; a refusal may say it more exactly. */
  hint: string;
}

const entry = (errorClass: ErrorClass, hint: string, retryable = false): CatalogueEntry => ({
  class: errorClass,
  retryable,
  hint,
});

/** Every code that can reach a person or a program. `internal_error` never comes from bad input. */
export const refusalCodes = {
  invalid_json: entry('validation', 'Send one JSON object, in UTF-8.'),
  invalid_request: entry('validation', 'Look at the usage shown and send it again.'),
  unknown_command: entry('validation', 'Send /help for what you may run.'),
  payload_too_large: entry('validation', 'Send less at once.'),
  unsupported_media_type: entry('validation', 'Send it as text.'),
  unauthorized: entry('auth', 'Ask an admin to be added to the configuration.'),
  forbidden: entry('auth', 'Ask someone with the role named here.'),
  not_found: entry('validation', 'Check the name; names are listed where you got it.'),
  rate_limited: entry('rate_limit', 'Wait as long as said, then send it again.', true),
  queue_saturated: entry('saturated', 'Wait as long as said, then send it again.', true),
  bulkhead_full: entry('saturated', 'Wait as long as said, then send it again.', true),
  service_degraded: entry('saturated', 'Send it again later; /health shows what is in trouble.', true),
  circuit_open: entry('upstream', 'Wait as long as said; /breakers shows what is being waited for.', true),
  mailbox_full: entry('saturated', 'Wait a few seconds, then send it again.', true),
  duplicate: entry('conflict', 'Nothing to do: it was done the first time.'),
  illegal_transition: entry('conflict', 'Look at the present state and the steps it allows.'),
  gate_unsatisfied: entry('conflict', 'Ask for what is named as missing, then /resume it.'),
  plan_changed: entry('conflict', 'Look at the card again and decide on what it shows now.'),
  idempotency_conflict: entry('conflict', 'Use another key, or leave it out.'),
  stale_lease: entry('conflict', 'Somebody else has the work now, or it has ended: stop.'),
  not_ready: entry('conflict', 'Come back when it is due.', true),
  read_only: entry('conflict', 'An admin can end it with /mode supervised.'),
  policy_blocked: entry('auth', 'The policy of this host forbids it; no approval changes that.'),
  dialogue_gone: entry('conflict', 'Start again with the command.'),
  button_expired: entry('conflict', 'Send the command again for fresh buttons.'),
  command_expired: entry('timeout', 'It waited too long to be handled: send it again if you still want it.', true),
  deadline_exceeded: entry('timeout', 'Send it again; if it repeats, look at /health.', true),
  upstream_unavailable: entry('upstream', 'Look at /health for what is down, then send it again.', true),
  not_on_this_host: entry('upstream', 'This machine does not offer it; nothing is broken.'),
  misconfigured: entry('upstream', 'Run `binnacle config check` on the server.'),
  internal_error: entry('internal', 'This is a fault of the program: report it with the id shown.'),
  GRAPH_NOT_ENOUGH_POINTS: entry('validation', 'Ask for a longer range, or wait until there are samples.'),
  GRAPH_FONT_MISSING: entry('upstream', 'Restore the file named here in fonts/; it is looked for again every minute.'),
  GRAPH_FONT_CHECKSUM: entry('upstream', 'Restore fonts/ from the release: `sha256sum -c SHA256SUMS` says which file.'),
  GRAPH_FONT_PARSE: entry('upstream', 'Restore fonts/ from the release: a font there cannot be read.'),
  GRAPH_FONT_GLYPHS: entry('upstream', 'Restore fonts/ from the release: a font there draws no letters, or others.'),
  GRAPH_BACKEND_ERROR: entry('internal', 'Use the numbers shown as text; report it with the id if it repeats.', true),
  GRAPH_PNG_ENCODING_ERROR: entry(
    'internal',
    'Use the numbers shown as text; report it with the id if it repeats.',
    true,
  ),
  GRAPH_WORKER_CRASHED: entry(
    'internal',
    'Ask again: a new process draws it. Report it with the id if it repeats.',
    true,
  ),
  GRAPH_WORKER_LOST: entry(
    'upstream',
    'Ask again; if it repeats, look whether the system ends processes (dmesg).',
    true,
  ),
  GRAPH_OUT_OF_MEMORY: entry('saturated', 'Ask for a shorter range, or for fewer hosts or metrics.', true),
  GRAPH_BLANK_IMAGE: entry('internal', 'Use the numbers shown as text; report it with the id if it repeats.', true),
  GRAPH_QUEUE_FULL: entry('saturated', 'Wait as long as said, then ask again.', true),
  GRAPH_SLOT_TIMEOUT: entry('timeout', 'Other charts are being drawn: ask again in a few seconds.', true),
  GRAPH_RENDER_TIMEOUT: entry('timeout', 'Ask for a shorter range, or for fewer hosts or metrics.', true),
  GRAPH_COOLDOWN: entry(
    'saturated',
    'Drawing failed several times and rests: wait as long as said, then ask again.',
    true,
  ),
  GRAPH_DISABLED: entry('upstream', 'Charts are switched off here: use the numbers shown as text, or ask an admin.'),
} satisfies Record<string, CatalogueEntry>;

export type RefusalCode = keyof typeof refusalCodes;
export const refusalCode = z.enum(Object.keys(refusalCodes) as [RefusalCode, ...RefusalCode[]]);

/** What every door answers with when it says no. */
export const errorEnvelope = z.object({
  code: refusalCode,
  class: errorClass,
  message: z.string().max(600),
  hint: z.string().max(600),
  retryable: z.boolean(),
  retryAfterMs: z.int().min(0).optional(),
  correlationId: z.string(),
  stage: z.string().optional(),
});
export type ErrorEnvelope = z.infer<typeof errorEnvelope>;

/** Thrown by a decision to say no: expected, recorded and answered; never a bug. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: RefusalCode;
  readonly hint: string;
  readonly retryAfterMs: number | undefined;

  constructor(code: RefusalCode, message: string, options: { hint?: string; retryAfterMs?: number } = {}) {
    super(message.slice(0, 600));
    this.code = code;
    this.hint = options.hint ?? refusalCodes[code].hint;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The refusal as every door shows it. */
  envelope(correlationId: string): ErrorEnvelope {
    const { class: errorClass, retryable } = refusalCodes[this.code];
    const { code, message, hint, retryAfterMs } = this;
    return {
      code,
      class: errorClass,
      message,
      hint,
      retryable,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      correlationId,
    };
  }
}

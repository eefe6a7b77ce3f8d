import { type ErrorClass, type RefusalCode, refusalCodes } from './refusal.ts';
import type { RunbookName } from './runbooks.ts';

/** The catalogue of errors, whole: what each code means, and the runbook that says what an operator does about it. */
export interface ErrorEntry {
  code: RefusalCode;
  class: ErrorClass;
  retryable: boolean;
  hint: string;
  /** What it means, in one sentence. */
  text: string;
  runbook: RunbookName;
}

/** A new code does not compile before it has its sentence here. */
const texts: Record<RefusalCode, string> = {
  invalid_json: 'What came is not one JSON object.',
  invalid_request: 'It was understood as far as it goes, and does not fit the usage.',
  unknown_command: 'There is no such command.',
  payload_too_large: 'It is larger than anything that is taken.',
  unsupported_media_type: 'Only text is read.',
  unauthorized: 'Nobody here knows the sender.',
  forbidden: 'The sender is known and may not do this.',
  not_found: 'Nothing has that name.',
  rate_limited: 'The sender, or everybody together, sent more than a limit allows.',
  queue_saturated: 'As much work waits as may.',
  bulkhead_full: 'As many calls are under way as may, and the wait for a place was over.',
  service_degraded: 'The present mode of the service leaves this out.',
  circuit_open: 'What it needs has failed too often lately and is not asked just now.',
  mailbox_full: 'As many orders wait for the same chat or job as may.',
  duplicate: 'The same was asked for before and is done.',
  illegal_transition: 'The present state does not allow this step.',
  gate_unsatisfied: 'Something that must come first is missing.',
  plan_changed: 'What was decided on is not what it is now.',
  idempotency_conflict: 'The key was used before, with something else.',
  stale_lease: 'Whoever reports does not hold the work any more.',
  not_ready: 'It is not due yet.',
  read_only: 'The autonomy of this host is set to look and not touch.',
  policy_blocked: 'The policy of this host forbids it.',
  dialogue_gone: 'The question this answers is over.',
  button_expired: 'The button is of another version, or too old.',
  command_expired: 'It waited too long before it could be taken, and was not run.',
  deadline_exceeded: 'The answer did not come by its deadline.',
  upstream_unavailable: 'What it needs is away.',
  not_on_this_host: 'This machine does not have what is asked about.',
  misconfigured: 'The configuration does not allow it to work.',
  internal_error: 'The program failed on it.',
  GRAPH_NOT_ENOUGH_POINTS: 'There are too few samples for a line.',
  GRAPH_FONT_MISSING: 'A font file is not there.',
  GRAPH_FONT_CHECKSUM: 'A font file is not the one of the release.',
  GRAPH_FONT_PARSE: 'A font file cannot be read.',
  GRAPH_FONT_GLYPHS: 'A font draws no letters, or others.',
  GRAPH_BACKEND_ERROR: 'The drawing itself failed.',
  GRAPH_PNG_ENCODING_ERROR: 'The picture could not be written.',
  GRAPH_WORKER_CRASHED: 'The process that draws ended on a fault.',
  GRAPH_WORKER_LOST: 'The process that draws was ended from outside.',
  GRAPH_OUT_OF_MEMORY: 'The chart took more memory than it may.',
  GRAPH_BLANK_IMAGE: 'The picture had nothing on it, and was not sent.',
  GRAPH_QUEUE_FULL: 'As many charts wait as may.',
  GRAPH_SLOT_TIMEOUT: 'No place to draw came free in time.',
  GRAPH_RENDER_TIMEOUT: 'The drawing took too long and was ended.',
  GRAPH_COOLDOWN: 'Drawing failed too often lately and rests.',
  GRAPH_DISABLED: 'Charts are switched off, or no font can be trusted.',
};

/** What each class leads to, where a code has no runbook of its own. */
const byClass: Record<ErrorClass, RunbookName> = {
  validation: 'say-it-again',
  auth: 'who-may',
  rate_limit: 'too-much',
  saturated: 'too-much',
  conflict: 'already-decided',
  upstream: 'something-is-away',
  timeout: 'took-too-long',
  internal: 'our-fault',
};

const ownRunbooks: Partial<Record<RefusalCode, RunbookName>> = {
  service_degraded: 'something-is-away',
  misconfigured: 'wrong-set-up',
};

/** Every code, in the order of the catalogue. */
export function errorCatalogue(): ErrorEntry[] {
  return (Object.keys(texts) as RefusalCode[]).map(entryOf);
}

function entryOf(code: RefusalCode): ErrorEntry {
  const { class: errorClass, retryable, hint } = refusalCodes[code];
  return { code, class: errorClass, retryable, hint, text: texts[code], runbook: runbookOf(code) };
}

function runbookOf(code: RefusalCode): RunbookName {
  return ownRunbooks[code] ?? (code.startsWith('GRAPH_') ? 'charts' : byClass[refusalCodes[code].class]);
}

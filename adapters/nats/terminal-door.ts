import { connect, type Msg, NatsError } from 'nats';
import { z } from 'zod';
import { StoreError } from '../../actors/ports.ts';
import type { TerminalAnswer, TerminalLine } from '../../actors/terminal-ports.ts';
import { errorEnvelope, Refusal, refusalCodes } from '../../domain/refusal.ts';
import { isFlushed } from './bounded.ts';
import { connectionOptions } from './link.ts';
import type { SampleDoor } from './sample-door.ts';
import { settingsOf } from './settings.ts';
import { terminalSubject } from './subjects.ts';
import type { WorkLink } from './work-link.ts';
import { read } from './work-message.ts';

/** The terminal of this machine and the program that runs here: a request and its reply, nothing on the way remembers. */

const asked = z.object({
  line: z.string().min(1).max(4096),
  user: z.string().min(1).max(60),
  id: z.string().regex(/^cli-[A-Za-z0-9-]{1,60}$/),
}) satisfies z.ZodType<TerminalLine>;

const said = z.union([
  z.object({
    ok: z.literal(true),
    data: z.custom<TerminalAnswer>(value => typeof value === 'object' && value !== null),
  }),
  z.object({ ok: z.literal(false), error: errorEnvelope }),
]);
type Said = z.infer<typeof said>;

const lineMaxBytes = 32 * 1024;
const underWayMax = 16;

/** The program's end. `answer` throws `Refusal`; anything else thrown is a fault of the program and told as one. */
export function serveTerminal(
  link: WorkLink,
  answer: (asked: TerminalLine) => Promise<TerminalAnswer>,
): { stop(): void } {
  const { log, requestTimeoutMs } = link.settings;
  let stopped = false;
  let underWay = 0;
  void link.onUp(async connection => {
    if (stopped) return;
    connection.subscribe(terminalSubject, { queue: 'terminal', callback: (_, message) => void respond(message) });
    if (!(await isFlushed(connection, requestTimeoutMs))) throw new Error('the server does not answer');
  });
  return {
    stop() {
      stopped = true;
    },
  };

  async function respond(message: Msg): Promise<void> {
    if (stopped) return;
    underWay++;
    try {
      const words = JSON.stringify(await sayTo(message.data));
      if (link.connection() !== undefined) message.respond(words);
    } finally {
      underWay--;
    }
  }

  async function sayTo(body: Uint8Array): Promise<Said> {
    const parsed = asked.safeParse(body.length > lineMaxBytes ? undefined : read(body));
    const id = parsed.success ? parsed.data.id : 'cli-unreadable';
    try {
      if (!parsed.success) throw new Refusal('invalid_request', 'A line from the terminal has line, user and id.');
      if (underWay > underWayMax) throw new Refusal('bulkhead_full', 'Too many terminals ask at once.');
      return { ok: true, data: await answer(parsed.data) };
    } catch (error) {
      return { ok: false, error: refusalOf(error, id).envelope(id) };
    }
  }

  function refusalOf(error: unknown, id: string): Refusal {
    if (error instanceof Refusal) return error;
    if (error instanceof StoreError) return new Refusal('upstream_unavailable', error.message, { hint: error.hint });
    log.error({ correlationId: id, err: error }, 'an answer to the terminal failed on a fault of the program');
    return new Refusal('internal_error', 'I failed while answering.', { hint: refusalCodes.internal_error.hint });
  }
}

/**
 * The terminal's end: one line, one answer.
 * @throws {Refusal} what the program says; `upstream_unavailable` when none answers in time.
 */
export async function askTerminal(door: SampleDoor, line: TerminalLine, timeoutMs: number): Promise<TerminalAnswer> {
  const answer = said.parse(await request(door, JSON.stringify(line), timeoutMs));
  if (answer.ok) return answer.data;
  const { code, message, hint, retryAfterMs } = answer.error;
  throw new Refusal(code, message, { hint, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

async function request(door: SampleDoor, body: string, timeoutMs: number): Promise<unknown> {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  try {
    const connection = await connect(
      connectionOptions(settingsOf({ ...where(door), name: 'binnacle terminal', log: quiet })),
    );
    try {
      return (await connection.request(terminalSubject, body, { timeout: timeoutMs })).json();
    } finally {
      await connection.close();
    }
  } catch (cause) {
    if (cause instanceof NatsError) throw nobody();
    throw cause;
  }
}

/** @throws {Refusal} where no file says where the server is. */
function where(door: SampleDoor) {
  try {
    const credentials = door.credentials();
    return { servers: door.servers(), ...(credentials === undefined ? {} : { credentials }) };
  } catch {
    throw nobody();
  }
}

function nobody(): Refusal {
  return new Refusal('upstream_unavailable', 'No program answers here.', {
    hint: 'Is it running, and is this its configuration? Start it with `npm start`; see `binnacle ready`.',
  });
}

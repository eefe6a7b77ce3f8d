import { type Msg, type NatsConnection, NatsError } from 'nats';
import { z } from 'zod';
import { StoreError, StoreUnavailable } from '../../actors/ports.ts';
import { type JobOrders, type Standing, workerOrders } from '../../actors/work/ports.ts';
import { jobStream } from '../../domain/job/id.ts';
import { Refusal, refusalCode } from '../../domain/refusal.ts';
import { isFlushed } from './bounded.ts';
import { heldSubject, orderSubject, orderSubjects } from './subjects.ts';
import type { WorkLink } from './work-link.ts';
import { read } from './work-message.ts';

/** Orders of worker processes, answered by whoever has the actors: request and reply, nothing on the way remembers. */

const order = z.object({
  jobId: z.string().min(1).max(40),
  /** `Look` orders nothing: it asks where the job stands. */
  type: z.enum([...workerOrders, 'Look']),
  data: z.record(z.string(), z.unknown()),
  id: z.string().min(1).max(160),
});

const answer = z.union([
  z.object({ standing: z.custom<Standing>(value => typeof value === 'object' && value !== null) }),
  z.object({
    refusal: z.object({
      code: refusalCode,
      message: z.string(),
      hint: z.string(),
      retryAfterMs: z.number().optional(),
    }),
  }),
  z.object({ unavailable: z.string() }),
]);
type Answer = z.infer<typeof answer>;

/** A result comes with at most 64 KiB of output, a plan is of the same order; the server takes 1 MiB. */
const orderMaxBytes = 256 * 1024;
/** Longer than an append may take. */
const answerTimeoutMs = 8_000;
const underWayMax = 256;

/** A worker's end: an order that nobody answers was recorded or not, and is given again. */
export function natsJobOrders(link: WorkLink): JobOrders {
  return {
    give: (jobId, type, data, id) => ask(jobId, { jobId, type, data, id }),
    look: jobId => ask(jobId, { jobId, type: 'Look', data: {}, id: 'look' }),
  };

  async function ask(jobId: string, body: z.input<typeof order>): Promise<Standing> {
    const connection = link.connection();
    if (connection === undefined) throw unreachable(link.downCause());
    const said = answer.parse(await request(connection, orderSubject(jobStream(jobId)), JSON.stringify(body)));
    if ('standing' in said) return said.standing;
    if ('unavailable' in said) throw unreachable(said.unavailable);
    const { code, message, ...more } = said.refusal;
    throw new Refusal(code, message, {
      hint: more.hint,
      ...(more.retryAfterMs && { retryAfterMs: more.retryAfterMs }),
    });
  }
}

/** The jobs that earlier runs in a place hold still; none when nobody answers. @throws {StoreUnavailable} */
export async function askHeld(link: WorkLink, place: string): Promise<string[]> {
  const connection = link.connection();
  if (connection === undefined) throw unreachable(link.downCause());
  return z.array(z.string()).parse(await request(connection, heldSubject, place));
}

async function request(connection: NatsConnection, subject: string, body: string): Promise<unknown> {
  try {
    return (await connection.request(subject, body, { timeout: answerTimeoutMs })).json();
  } catch (cause) {
    if (cause instanceof NatsError) throw unreachable(cause.message, cause);
    throw cause;
  }
}

function unreachable(why: string, cause?: unknown): StoreUnavailable {
  return new StoreUnavailable(`nobody takes the order: ${why}`, {
    hint: 'Start the program that has the log, or look at its bus.',
    cause,
  });
}

export interface OrderService {
  orders: JobOrders;
  /** The running jobs that a place holds. */
  held(place: string): Promise<string[]>;
}

/** The actors' end: resolves once the server knows that somebody listens, or at once while it is away. */
export async function serveOrders(link: WorkLink, { orders, held }: OrderService): Promise<{ stop(): void }> {
  const { log, requestTimeoutMs } = link.settings;
  let stopped = false;
  let underWay = 0;
  const serve = async (connection: NatsConnection) => {
    if (stopped) return;
    connection.subscribe(orderSubjects, { queue: 'orders', callback: (_, message) => respond(message, give) });
    connection.subscribe(heldSubject, { queue: 'orders', callback: (_, message) => respond(message, ask) });
    if (!(await isFlushed(connection, requestTimeoutMs))) throw new Error('the server does not answer');
  };
  await link.onUp(serve);
  return {
    stop() {
      stopped = true;
    },
  };

  function respond(message: Msg, work: (message: Msg) => Promise<unknown>): void {
    if (stopped) return;
    if (underWay >= underWayMax)
      return void message.respond(JSON.stringify({ unavailable: 'too many orders at once' }));
    underWay++;
    work(message)
      .then(said => link.connection() !== undefined && message.respond(JSON.stringify(said)))
      .catch(err => log.error({ subject: message.subject, err }, 'an order of a worker failed; it is given again'))
      .finally(() => underWay--);
  }

  async function give({ data: body, subject }: Msg): Promise<Answer> {
    const parsed = order.safeParse(body.length > orderMaxBytes ? undefined : read(body));
    if (!parsed.success) return refusing(new Refusal('invalid_request', `An order on ${subject} cannot be read.`));
    const { jobId, type, data, id } = parsed.data;
    try {
      return { standing: brief(await (type === 'Look' ? orders.look(jobId) : orders.give(jobId, type, data, id))) };
    } catch (error) {
      if (error instanceof Refusal) return refusing(error);
      if (error instanceof StoreError) return { unavailable: error.message };
      throw error;
    }
  }

  async function ask({ data }: Msg): Promise<string[]> {
    return held(Buffer.from(data).toString('utf8').slice(0, 120));
  }
}

function refusing({ code, message, hint, retryAfterMs }: Refusal): Answer {
  return { refusal: { code, message, hint, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } };
}

/** A worker needs neither what was ordered before nor what came of it. */
function brief({ job, ...standing }: Standing): Standing {
  const { result: _, progress: _progress, ...rest } = job;
  return { ...standing, job: { ...rest, taken: [] } };
}

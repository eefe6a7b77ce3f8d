import type { NatsConnection, ServiceMsg } from 'nats';
import type { z } from 'zod';
import { StoreError } from '../../actors/ports.ts';
import type { Role } from '../../domain/message.ts';
import { allows } from '../../domain/policy/roles.ts';
import { Refusal, refusalCodes } from '../../domain/refusal.ts';
import { ViewsUnavailable } from '../../projections/ports.ts';
import { isFlushed } from './bounded.ts';
import {
  type Caller,
  describedEndpoint,
  type EndpointName,
  endpointSubject,
  endpoints,
  requestMaxBytes,
  type ServiceAnswers,
} from './service-endpoints.ts';
import type { WorkLink } from './work-link.ts';

export interface ServiceOptions {
  version: string;
  answers: ServiceAnswers;
  /** Of whoever may ask: the server's own users say who that is. */
  role: Role;
  clock: { monotonicMs(): number };
  /** New at each call. */
  uuid(): string;
}

/** The server takes 1 MiB in one message. */
const replyMaxBytes = 1000 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The micro service `binnacle`: every endpoint answered with `{ok,data}` or `{ok,error}`. What is not valid is answered
 * once and never comes again. Made anew at each connection, until it is stopped.
 */
export function serveService(link: WorkLink, options: ServiceOptions): { stop(): void } {
  const { log, requestTimeoutMs } = link.settings;
  const taken = new Map<string, number[]>();
  const underWay = new Map<EndpointName, number>();
  const refused = new Map<string, number>();
  let stopped = false;
  void link.onUp(async connection => {
    if (stopped) return;
    await announce(connection);
    if (!(await isFlushed(connection, requestTimeoutMs))) throw new Error('the server does not answer');
  });
  return {
    stop() {
      stopped = true;
    },
  };

  async function announce(connection: NatsConnection): Promise<void> {
    const service = await connection.services.add({
      name: 'binnacle',
      version: options.version,
      description: 'What Binnacle knows, and faults on demand.',
      // The library counts what a handler throws at once, and not what it answers later.
      statsHandler: async ({ subject }) => ({ refused: refused.get(subject) ?? 0 }),
    });
    for (const name of Object.keys(endpoints) as EndpointName[])
      service.addEndpoint(`${endpoints[name].group}-${name}`, {
        subject: endpointSubject(name),
        metadata: describedEndpoint(name),
        handler: (error, message) => void (error === null && respond(name, message)),
      });
  }

  async function respond(name: EndpointName, message: ServiceMsg): Promise<void> {
    if (stopped) return;
    const correlationId = correlationIdOf(message);
    underWay.set(name, (underWay.get(name) ?? 0) + 1);
    try {
      const data = await answer(name, message.data, { role: options.role, correlationId });
      const body = JSON.stringify({ ok: true, data }, digits);
      if (Buffer.byteLength(body) > replyMaxBytes)
        throw new Refusal('payload_too_large', 'The answer is longer than a message may be.', {
          hint: 'Ask for less: with a smaller limit or count.',
        });
      if (link.connection() !== undefined) message.respond(body);
    } catch (error) {
      const refusal = refusalOf(error, correlationId);
      const subject = endpointSubject(name);
      refused.set(subject, (refused.get(subject) ?? 0) + 1);
      const body = JSON.stringify({ ok: false, error: refusal.envelope(correlationId) });
      // The header says to micro's own clients that it is a no.
      if (link.connection() !== undefined) message.respondError(400, refusal.code, Buffer.from(body));
    } finally {
      underWay.set(name, underWay.get(name)! - 1);
    }
  }

  /** @throws {Refusal} before anything is asked: too often, too much at once, not allowed, not valid. */
  async function answer(name: EndpointName, body: Uint8Array, caller: Caller): Promise<unknown> {
    const { group, role, limits, asked }: { asked: z.ZodObject } & Omit<(typeof endpoints)[EndpointName], 'asked'> =
      endpoints[name];
    inPace(group, limits.perSecond);
    if (underWay.get(name)! > limits.atOnce)
      throw new Refusal('bulkhead_full', `${limits.atOnce} such questions are under way.`, { retryAfterMs: 1000 });
    if (!allows(caller.role, role))
      throw new Refusal('forbidden', `This takes the role ${role}; over NATS it is ${caller.role}.`, {
        hint: 'An admin raises it in the configuration: bus.callerRole.',
      });
    const parsed = asked.safeParse(read(body));
    if (!parsed.success) {
      const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`);
      throw new Refusal('invalid_request', wrong.join('; '), { hint: '`nats micro info binnacle` has the schemas.' });
    }
    return (options.answers[name] as (asked: unknown, caller: Caller) => Promise<unknown>)(parsed.data, caller);
  }

  /** What it refuses is not counted. @throws {Refusal} `rate_limited` */
  function inPace(group: string, perSecond: number): void {
    const nowMs = options.clock.monotonicMs();
    const recent = (taken.get(group) ?? []).filter(ms => ms > nowMs - 1000);
    taken.set(group, recent);
    if (recent.length >= perSecond) {
      const retryAfterMs = Math.ceil(recent[0]! + 1000 - nowMs);
      throw new Refusal('rate_limited', `That is more than ${perSecond} in a second.`, { retryAfterMs });
    }
    recent.push(nowMs);
  }

  function correlationIdOf({ headers }: ServiceMsg): string {
    const said = headers?.get('Nats-Msg-Id') ?? '';
    return /^[A-Za-z0-9_.:-]{1,80}$/.test(said) ? `nats-${said}` : `nats-${options.uuid()}`;
  }

  function refusalOf(error: unknown, correlationId: string): Refusal {
    if (error instanceof Refusal) return error;
    if (error instanceof StoreError || error instanceof ViewsUnavailable)
      return new Refusal('upstream_unavailable', error.message, { hint: error.hint });
    log.error({ correlationId, err: error }, 'an answer over NATS failed on a fault of the program');
    return new Refusal('internal_error', 'I failed while answering.', { hint: refusalCodes.internal_error.hint });
  }
}

/** Nothing said is an empty object. @throws {Refusal} `payload_too_large`, `invalid_json`. */
function read(body: Uint8Array): unknown {
  if (body.length > requestMaxBytes)
    throw new Refusal('payload_too_large', `${body.length} bytes; a question has at most ${requestMaxBytes}.`);
  if (body.length === 0) return {};
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    throw new Refusal('invalid_json', 'The body is not JSON in UTF-8.');
  }
}

const digits = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

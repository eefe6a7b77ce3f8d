import { z } from 'zod';
import { faultId, faultTerms } from '../../domain/fault/events.ts';
import { jobClass } from '../../domain/job/work.ts';
import type { Role } from '../../domain/message.ts';

/** One endpoint of the service: the subject is `binnacle.v1.<group>.<name>`. */
interface Endpoint<Asked extends z.ZodObject> {
  group: 'q' | 'fault';
  name: string;
  says: string;
  /** An empty body asks with nothing said. */
  asked: Asked;
  role: Role;
  /** Requests of one kind (`q`, `fault`) in a second; requests under way at once. */
  limits: { perSecond: number; atOnce: number };
  /** closed: in doubt no. open: in doubt an older answer, which says how old it is. */
  failMode: 'closed' | 'open';
}

const query = <Shape extends z.ZodRawShape>(name: string, says: string, shape: Shape) =>
  ({
    ...{ group: 'q', name, says, asked: z.strictObject(shape), role: 'viewer' },
    ...{ limits: { perSecond: 10, atOnce: 8 }, failMode: 'open' },
  }) satisfies Endpoint<z.ZodObject>;

const fault = <Shape extends z.ZodRawShape>(name: string, says: string, shape: Shape) =>
  ({
    ...{ group: 'fault', name, says, asked: z.strictObject(shape), role: 'admin' },
    ...{ limits: { perSecond: 10, atOnce: 4 }, failMode: 'closed' },
  }) satisfies Endpoint<z.ZodObject>;

const jobState = z.enum(['requested', 'approved', 'queued', 'running', 'succeeded', 'failed', 'canceled', 'expired']);
const limit = (max: number) => z.int().min(1).max(max).optional();
const word = z.string().min(1).max(200);

/** Everything that the service answers: surface, schema, role, limits and what it does in doubt, in one place. */
export const endpoints = {
  snapshot: query('snapshot', 'The whole in one look, of the last minutes.', {
    windowMinutes: z.int().min(1).max(10_080).optional(),
  }),
  slo: query('slo', 'Indicators, budgets, burn rates and the freeze.', {}),
  queue: query('queue', 'What waits and what runs: jobs by state and class, and work that is not finished.', {}),
  jobs: query('jobs', 'Jobs, newest first.', {
    ...{ limit: limit(200), state: jobState.optional(), class: jobClass.optional() },
  }),
  trace: query('trace', 'What followed from one message, as a tree of causes.', { id: word }),
  audit: query('audit', 'Who did what, newest first.', { actor: word.optional(), limit: limit(50) }),
  log: query('log', 'The latest records, newest first.', {
    ...{ limit: limit(500), text: word.optional(), level: z.enum(['info', 'warn', 'error']).optional() },
    ...{ stream: word.optional(), correlationId: word.optional() },
  }),
  idem: query('idem', 'What is known of one key.', { key: word }),
  replay: query('replay', 'The last steps of a stream up to a revision or a moment, each with the state after it.', {
    ...{ stream: word, at: z.string().min(1).max(40).optional(), count: z.int().min(1).max(20).default(1) },
  }),
  inject: fault('inject', 'Makes calls at one point fail, until a count or a time is over.', {
    ...{ point: faultTerms.shape.point, kind: faultTerms.shape.kind, count: faultTerms.shape.count },
    ...{ ttlMs: faultTerms.shape.ttlMs.optional(), probability: faultTerms.shape.probability.optional() },
    ...{ seed: faultTerms.shape.seed.optional(), delayMs: faultTerms.shape.delayMs.optional() },
    skewMs: faultTerms.shape.skewMs.optional(),
  }),
  list: fault('list', 'The faults in force.', {}),
  clear: fault('clear', 'Ends one fault, or all of them.', { faultId: faultId.optional() }),
};

type Endpoints = typeof endpoints;
export type EndpointName = keyof Endpoints;

export const endpointSubject = (name: EndpointName) => `binnacle.v1.${endpoints[name].group}.${endpoints[name].name}`;

/** Who asks, and the chain that the question begins. */
export interface Caller {
  role: Role;
  correlationId: string;
}

/** One answer for each endpoint. */
export type ServiceAnswers = {
  [Name in EndpointName]: (asked: z.output<Endpoints[Name]['asked']>, caller: Caller) => Promise<unknown>;
};

/** What `nats micro info` shows of an endpoint. */
export function describedEndpoint(name: EndpointName): Record<string, string> {
  const { says, asked, role, limits, failMode }: Endpoint<z.ZodObject> = endpoints[name];
  return {
    description: says,
    request_schema: JSON.stringify(z.toJSONSchema(asked, { io: 'input' })),
    response_schema: responseSchema,
    role,
    limits: `${limits.perSecond} a second, ${limits.atOnce} at once, ${requestMaxBytes} bytes`,
    fail_mode: failMode,
  };
}

export const requestMaxBytes = 8 * 1024;

const responseSchema = JSON.stringify({
  oneOf: [
    { type: 'object', required: ['ok', 'data'], properties: { ok: { const: true }, data: { type: 'object' } } },
    {
      type: 'object',
      required: ['ok', 'error'],
      properties: {
        ok: { const: false },
        error: { type: 'object', required: ['code', 'class', 'message', 'hint', 'retryable', 'correlationId'] },
      },
    },
  ],
});

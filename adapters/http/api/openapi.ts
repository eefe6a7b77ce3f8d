import { z } from 'zod';
import { errorEnvelope } from '../../../domain/refusal.ts';
import { alert, chat } from './chat-forms.ts';
import { asOf } from './forms.ts';
import { traceStep } from './history-forms.ts';
import { gate, job } from './job-forms.ts';
import { namedForms } from './past-forms.ts';
import { type RouteName, routes } from './routes.ts';
import { standing } from './slo-forms.ts';

type Schema = Record<string, unknown>;

/** The API in OpenAPI 3.1, made of the schemas that the routes are checked by. */
export function openApi(): Schema {
  const schemas = components();
  const paths = Object.fromEntries(
    (Object.keys(routes) as RouteName[]).map(name => [
      `/api/v1${routes[name].path}`,
      { get: operation(name, { $ref: reference(answerName(name)) }) },
    ]),
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Binnacle',
      version: '1',
      description: 'What the read models know. Every answer says how old it is; every no has the same envelope.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'binnacle_session' },
      },
    },
  };
}

const answerName = (name: string) => `${name[0]!.toUpperCase()}${name.slice(1)}Answer`;
const reference = (id: string) => `#/components/schemas/${id}`;

/** Everything that has a name, each once. */
function components(): Record<string, Schema> {
  const registry = z.registry<{ id: string; description?: string }>();
  for (const named of [asOf, chat, alert, gate, job, standing, traceStep, ...namedForms]) {
    const { id, description } = named.meta()!;
    registry.add(named, { id: id!, ...(description === undefined ? {} : { description }) });
  }
  registry.add(errorEnvelope, { id: 'Refusal' });
  for (const name of Object.keys(routes) as RouteName[]) registry.add(routes[name].answer, { id: answerName(name) });
  const { schemas } = z.toJSONSchema(registry, { io: 'output', uri: reference });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema: _schema, $id: _id, ...schema }]) => [id, schema as Schema]),
  );
}

function operation(name: RouteName, answer: Schema): Schema {
  const { says, path, params }: { says: string; path: string; params: z.ZodObject } = routes[name];
  const { properties = {}, required = [] } = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  const no = (status: string, description: string) => [
    status,
    { description, content: { 'application/json': { schema: { $ref: reference('Refusal') } } } },
  ];
  return {
    operationId: name,
    summary: says,
    parameters: Object.entries(properties).map(([key, schema]) => ({
      name: key,
      in: path.includes(`{${key}}`) ? 'path' : 'query',
      required: required.includes(key),
      schema: typed(schema),
    })),
    responses: {
      200: { description: 'The answer.', content: { 'application/json': { schema: answer } } },
      ...Object.fromEntries([
        no('400', 'What was asked is wrong.'),
        no('401', 'A token is missing.'),
        no('404', 'There is no such thing.'),
        no('429', 'Too many questions a second.'),
        no('503', 'It cannot be answered just now.'),
      ]),
    },
  };
}

/** Addresses hold text: what is read as a number is described as one. */
function typed(schema: Schema): Schema {
  return 'type' in schema || 'enum' in schema || 'anyOf' in schema ? schema : { ...schema, type: 'number' };
}

import { default as test } from 'ava';
import { openApi } from '../../../adapters/http/api/openapi.ts';
import { routes } from '../../../adapters/http/api/routes.ts';
import { queries } from '../../../projections/answering.ts';
import { defaultViewSizes, sizedTables } from '../../../projections/every-projection.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document of JSON.
const document = openApi() as any;

/** What is asked of the log itself or of the configuration, and not of a read model. */
const ofTheLog = [
  ...['sloChart', 'streamEvents', 'streamPast', 'incident', 'incidentChart', 'incidentReport', 'people'],
];

test('[T-54] every question to the read models has a route, and every route a question', t => {
  const asked = Object.keys(queries({ tables: sizedTables(defaultViewSizes) } as Parameters<typeof queries>[0])).sort();
  t.deepEqual(
    Object.keys(routes)
      .filter(name => !ofTheLog.includes(name))
      .sort(),
    asked,
  );
});

test('the document is OpenAPI 3.1: every path, its parameters, its answer, and every reference leads somewhere', t => {
  t.is(document.openapi, '3.1.0');
  t.is(Object.keys(document.paths).length, Object.keys(routes).length);
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!);
  t.true(references.length > 50);
  for (const to of references) {
    const parts = to.replace(/^#\//, '').split('/');
    t.truthy(
      parts.reduce((at, part) => at?.[part], document),
      to,
    );
  }
  const operations = new Set<string>();
  for (const [path, { get }] of Object.entries<{ get: Record<string, never> }>(document.paths)) {
    const { operationId, parameters, responses } = get as unknown as {
      operationId: string;
      parameters: { name: string; in: string; required: boolean; schema: object }[];
      responses: Record<string, { description: string }>;
    };
    operations.add(operationId);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    t.deepEqual(
      parameters.filter(({ in: where }) => where === 'path').map(({ name }) => name),
      inPath,
      path,
    );
    t.true(parameters.filter(({ in: where }) => where === 'path').every(({ required }) => required));
    for (const status of ['200', '400', '401', '429']) t.truthy(responses[status]?.description, path);
  }
  t.is(operations.size, Object.keys(routes).length);
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { default as test } from 'ava';
import { cycles, joinedElsewhere, lostImports, sharedClients, wrongDirections } from './tidy/directions.ts';
import { defaultExports, environmentReads, impurities, longModules, oddNames } from './tidy/manners.ts';
import { type Module, modulesFrom, modulesIn } from './tidy/modules.ts';

const root = join(import.meta.dirname, '..');
const modules = modulesIn(root);

/** Named by several adapters because it is no client of anything. */
const sharedPackages = ['zod'];
/** Where ports meet adapters; and the benches, which measure an adapter alone. */
const joints = /^ops\/(compose\.ts$|compose\/|bench\/)/;
/** They take what is no port (the sandbox's people, plain text), or read the log of a program that does not run. */
const joinExceptions = ['ops/config/settle.ts', 'ops/cli/history.ts', 'ops/cli/sources.ts'];
/** They look for a program on the path, and hand the environment on to it. */
const environmentExceptions = ['adapters/nats/server-process.ts', 'ops/bench/spine.ts', 'ops/bench/telegram-sender.ts'];

/** A rule holds for the project, and finds what is planted. */
function rule(
  title: string,
  broken: (modules: readonly Module[]) => string[],
  planted: Record<string, string>,
  finds: string[],
) {
  test(title, t => {
    t.deepEqual(broken(modules), []);
    t.deepEqual(broken(modulesFrom(planted)), finds);
  });
}

test('the rules see every module there is', t => {
  const listed = execFileSync('find', ['domain', 'actors', 'projections', 'adapters', 'ops', 'test', '-name', '*.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const paths = listed.trim().split('\n');
  t.true(paths.length > 100);
  const seen = new Set(modules.map(({ path }) => path));
  t.deepEqual(
    paths.filter(path => !seen.has(path)),
    [],
  );
  t.true(modules.flatMap(({ imports }) => imports).length > paths.length);
});

rule(
  'imports go one way: domain, then actors and projections, then adapters, then ops',
  wrongDirections,
  {
    'domain/a.ts':
      "import { x } from '../actors/b.ts'; import { randomUUID } from 'node:crypto'; import fs from 'node:fs';",
    'actors/b.ts': "import type { y } from '../projections/c.ts'; import nats from 'nats';",
    'projections/c.ts': "export * from '../adapters/d/e.ts'; import { z } from 'zod';",
    'adapters/d/e.ts': "const x = await import('../../ops/f.ts'); import { z } from '../../actors/plan.ts';",
    'ops/f.ts': "let x: import('../test/g.ts').X;",
    'domain/fine.ts':
      "import { createHash, hash } from 'node:crypto'; import { z } from 'zod'; import { x } from './a.ts';",
    'adapters/d/fine.ts':
      "import { x } from '../../actors/ports.ts'; import { y } from '../../actors/answers/ports.ts';",
  },
  [
    'domain/a.ts imports ../actors/b.ts',
    'domain/a.ts imports node:crypto',
    'domain/a.ts imports node:fs',
    'actors/b.ts imports ../projections/c.ts',
    'actors/b.ts imports nats',
    'projections/c.ts imports ../adapters/d/e.ts',
    'projections/c.ts imports zod',
    'adapters/d/e.ts imports ../../ops/f.ts',
    'adapters/d/e.ts imports ../../actors/plan.ts',
    'ops/f.ts imports ../test/g.ts',
  ],
);

rule(
  'every import leads to a module that is there',
  lostImports,
  { 'ops/a.ts': "import { b } from './b.ts'; const thread = new URL('./c.ts', import.meta.url);" },
  ['ops/a.ts imports ./b.ts, which is not there', 'ops/a.ts imports ./c.ts, which is not there'],
);

rule(
  'a client library is named in one folder of the adapters only',
  found => sharedClients(found, sharedPackages),
  {
    'adapters/a/one.ts': "import { x } from '@scope/client/deep'; import { z } from 'zod';",
    'adapters/b/two.ts': "import type { x } from '@scope/client'; import { z } from 'zod';",
    'ops/three.ts': "import { z } from 'zod'; import { x } from 'other';",
    'adapters/c/four.ts': "import { x } from 'other';",
    'ops/bench/bare.ts': "import { x } from 'single';",
    'adapters/c/five.ts': "import { x } from 'single';",
  },
  ['@scope/client is named in adapters/a and adapters/b', 'other is named in ops and adapters/c'],
);

rule(
  'ports and adapters are joined in one place',
  found => joinedElsewhere(found, joints, joinExceptions),
  {
    'ops/compose.ts': "import { a } from '../adapters/a/a.ts';",
    'ops/other.ts': "import { a } from '../adapters/a/a.ts'; import type { b } from '../adapters/a/b.ts';",
  },
  ['ops/other.ts imports ../adapters/a/a.ts'],
);

rule(
  'no import leads back to where it came from',
  cycles,
  {
    'domain/a.ts': "import { b } from './b.ts';",
    'domain/b.ts': "import type { c } from './c.ts';",
    'domain/c.ts': "import { a } from './a.ts';",
  },
  ['domain/a.ts → domain/b.ts → domain/c.ts → domain/a.ts'],
);

rule(
  '[P6] time, chance and surroundings come through ports',
  impurities,
  {
    'domain/a.ts': 'Date.now(); Math.random(); new Date(); new Date(at);',
    'actors/b.ts': 'setTimeout(() => {}, 5); process.uptime; timers.after(5, f);',
    'projections/c.ts': 'const clock = performance.now; crypto.randomUUID();',
    'adapters/d.ts': 'Date.now();',
  },
  [
    'domain/a.ts:1 Date.now',
    'domain/a.ts:1 Math.random',
    'domain/a.ts:1 new Date()',
    'actors/b.ts:1 setTimeout()',
    'actors/b.ts:1 process.uptime',
    'projections/c.ts:1 performance.now',
    'projections/c.ts:1 crypto.randomUUID',
  ],
);

rule(
  'only the configuration reads the environment',
  found => environmentReads(found, environmentExceptions),
  {
    'adapters/a.ts': 'const { HOME } = process.env;',
    'ops/config.ts': 'process.env;',
    'ops/config-like.ts': '\nprocess.env.X;',
  },
  ['adapters/a.ts:1 process.env', 'ops/config-like.ts:2 process.env'],
);

rule(
  'names are kebab-case, and there are no barrels',
  oddNames,
  {
    'domain/index.ts': '',
    'domain/badName.ts': '',
    'domain/Bad/ok.ts': '',
    'projections/slo.projection.ts': '',
    'test/a-b.test.ts': '',
  },
  ['domain/index.ts', 'domain/badName.ts', 'domain/Bad/ok.ts'],
);

rule(
  'nothing is exported without a name',
  defaultExports,
  {
    'domain/a.ts': 'export default 5;',
    'domain/b.ts': '\nexport default function f() {}',
    'domain/c.ts': 'export const d = 1;',
  },
  ['domain/a.ts:1 export default', 'domain/b.ts:2 export default'],
);

rule(
  'a file holds one idea: 250 lines at the most, mostly under 150',
  found => longModules(found, 250),
  { 'domain/a.ts': 'x\n'.repeat(250), 'domain/b.ts': 'x\n'.repeat(251) },
  ['domain/b.ts has 251 lines'],
);

test('files over 150 lines are few', t => {
  const long = longModules(modules, 150);
  for (const line of long) t.log(line);
  t.true(long.length <= modules.length / 10, `${long.length} of ${modules.length}`);
});

test('every folder with code says in a README of at most 60 lines what it is for', t => {
  // Tests that mirror a folder of code are told of in its README; what lies deeper in `test`, in that of its top.
  const readmeOf = (folder: string) => {
    const [, top] = /^test\/([^/]+)/.exec(folder) ?? [];
    if (top === undefined) return join(folder, 'README.md');
    return existsSync(join(root, top)) ? join(top, 'README.md') : `test/${top}/README.md`;
  };
  const readmes = [...new Set(modules.map(({ path }) => readmeOf(dirname(path))))].sort();
  t.deepEqual(
    readmes.filter(path => !existsSync(join(root, path))),
    [],
  );
  t.deepEqual(
    readmes.filter(path => readFileSync(join(root, path), 'utf8').trim().split('\n').length > 60),
    [],
  );
});

test('[T-15] the linter refuses a task that nobody waits for', t => {
  const { linter } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as {
    linter: { rules: Record<string, Record<string, string>> };
  };
  const found = Object.values(linter.rules).map(group => group.noFloatingPromises);
  t.true(found.includes('error'));
});

import { isBuiltin } from 'node:module';
import type { Import, Module } from './modules.ts';

/** What the modules of a folder may import. */
interface Direction {
  /** Paths in the project. */
  paths: RegExp;
  /** npm packages. */
  packages: RegExp;
  /** Node's own, with what may be taken of each. */
  builtins: (found: Import) => boolean;
}

const none = /^$/;
const any = /^/;
const never = () => false;
const always = () => true;

const directions: Record<string, Direction> = {
  domain: {
    paths: /^domain\//,
    packages: /^(zod|xstate)$/,
    // For the hash alone: the same input gives the same output in every process.
    builtins: ({ specifier, names }) =>
      specifier === 'node:crypto' && names.every(name => name === 'createHash' || name === 'hash'),
  },
  actors: { paths: /^(domain|actors)\//, packages: /^xstate$/, builtins: never },
  projections: { paths: /^(domain|projections)\//, packages: none, builtins: never },
  adapters: {
    paths: /^(domain|adapters)\/|^actors\/([a-z-]+\/)*([a-z-]+-)?ports\.ts$|^projections\/ports\.ts$/,
    packages: any,
    builtins: always,
  },
  ops: { paths: /^(?!test\/)/, packages: any, builtins: always },
  test: { paths: any, packages: any, builtins: always },
};

/** Imports that go the wrong way. */
export function wrongDirections(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, imports }) => {
    const direction = directions[folderOf(path)]!;
    return imports.filter(found => !allowed(direction, found)).map(({ specifier }) => `${path} imports ${specifier}`);
  });
}

function allowed({ paths, packages, builtins }: Direction, found: Import): boolean {
  if (found.path !== undefined) return paths.test(found.path);
  return isBuiltin(found.specifier) ? builtins(found) : packages.test(packageOf(found.specifier));
}

/** Imports of files that there are not: a rule that cannot follow them says nothing. */
export function lostImports(modules: readonly Module[]): string[] {
  const known = new Set(modules.map(({ path }) => path));
  return modules.flatMap(({ path, imports }) =>
    imports
      .filter(found => found.path?.endsWith('.ts') && !known.has(found.path))
      .map(({ specifier }) => `${path} imports ${specifier}, which is not there`),
  );
}

/** Packages that more than one folder of the adapters names, or that `ops` names beside an adapter; a bench's bare loop may. */
export function sharedClients(modules: readonly Module[], shared: readonly string[]): string[] {
  const homes = new Map<string, Set<string>>();
  for (const { path, imports } of modules) {
    const home = /^adapters\/[^/]+/.exec(path)?.[0] ?? /^ops(?!\/bench\/)/.exec(path)?.[0];
    if (home === undefined) continue;
    for (const { specifier, path: inside } of imports) {
      const name = packageOf(specifier);
      if (inside !== undefined || isBuiltin(specifier) || shared.includes(name)) continue;
      homes.set(name, (homes.get(name) ?? new Set()).add(home));
    }
  }
  return [...homes].filter(([, at]) => at.size > 1).map(([name, at]) => `${name} is named in ${[...at].join(' and ')}`);
}

/** Modules of `ops` that take more than a type from an adapter, without being where ports and adapters are joined. */
export function joinedElsewhere(modules: readonly Module[], joints: RegExp, exceptions: readonly string[]): string[] {
  return modules
    .filter(({ path }) => path.startsWith('ops/') && !joints.test(path) && !exceptions.includes(path))
    .flatMap(({ path, imports }) =>
      imports
        .filter(found => found.path?.startsWith('adapters/') && !found.typeOnly)
        .map(({ specifier }) => `${path} imports ${specifier}`),
    );
}

/** Circles of imports, each once, as the way round. */
export function cycles(modules: readonly Module[]): string[] {
  const next = new Map(modules.map(({ path, imports }) => [path, imports.flatMap(found => found.path ?? [])]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) found.push([...way.slice(way.indexOf(path)), path].join(' → '));
    if (done.has(path) || way.includes(path)) return;
    for (const target of next.get(path) ?? []) walk(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of modules) walk(path, []);
  return found;
}

const folderOf = (path: string) => path.slice(0, path.indexOf('/'));
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

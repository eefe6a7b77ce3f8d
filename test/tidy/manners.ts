import { basename } from 'node:path';
import type { Module } from './modules.ts';

/** What reads a clock, draws a number, waits or looks around: only ports may, so that a replay gives the same. */
const impure =
  /^(Date\.now|Math\.random|performance\.now|process\.(env|argv|cwd|exit|hrtime|uptime|memoryUsage|cpuUsage|nextTick|platform|version|stdout|stderr)|crypto\.\w+|new Date\(\)|(set|clear)(Timeout|Interval|Immediate)\(\)|fetch\(\))$/;

/** Clocks, chance, timers and surroundings in the folders where everything comes through ports. */
export function impurities(modules: readonly Module[]): string[] {
  return modules
    .filter(({ path }) => /^(domain|actors|projections)\//.test(path))
    .flatMap(({ path, uses }) => uses.filter(({ what }) => impure.test(what)).map(said(path)));
}

/** Reads of the environment anywhere but in the configuration. */
export function environmentReads(modules: readonly Module[], exceptions: readonly string[]): string[] {
  return modules
    .filter(({ path }) => !/^(test\/|ops\/config(\.ts$|\/))/.test(path) && !exceptions.includes(path))
    .flatMap(({ path, uses }) => uses.filter(({ what }) => what === 'process.env').map(said(path)));
}

/** Names that are not kebab-case, and barrels. */
export function oddNames(modules: readonly Module[]): string[] {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|projection))?\.ts$/;
  return modules
    .map(({ path }) => path)
    .filter(
      path =>
        basename(path) === 'index.ts' || !path.split('/').every(part => kebab.test(`${part.replace(/\.ts$/, '')}.ts`)),
    );
}

export function defaultExports(modules: readonly Module[]): string[] {
  return modules.flatMap(({ path, uses }) => uses.filter(({ what }) => what === 'export default').map(said(path)));
}

/** Modules with more lines than `max`, longest first. */
export function longModules(modules: readonly Module[], max: number): string[] {
  return modules
    .filter(({ lines }) => lines > max)
    .sort((one, other) => other.lines - one.lines)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

const said = (path: string) => (use: { what: string; line: number }) => `${path}:${use.line} ${use.what}`;

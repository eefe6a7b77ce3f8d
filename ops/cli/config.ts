import { Refusal } from '../../domain/refusal.ts';
import { configExplain, type ExplainedKey } from '../config/explain.ts';
import { loadConfig } from '../config.ts';

/** Says that the configuration is right, with its hash. @throws {ConfigError} with every mistake. */
export async function check(file: string | undefined): Promise<void> {
  const { configHash, sources } = loadConfig(file === undefined ? {} : { file });
  console.log(`The configuration is right: ${sources.size} values said, the rest by default (hash ${configHash}).`);
}

export async function explain(
  file: string | undefined,
  path: string | undefined,
  { json }: { json?: boolean },
): Promise<void> {
  const keys = configExplain(loadConfig(file === undefined ? {} : { file }), path);
  if (keys.length === 0)
    throw new Refusal('not_found', `There is no key ${path}.`, { hint: 'Run `binnacle config explain` for all.' });
  console.log(json ? JSON.stringify(keys, null, 2) : keys.map(told).join('\n'));
}

function told({ path, value, from, type, allowed, says }: ExplainedKey): string {
  return `${path} = ${JSON.stringify(value)}  (${from})\n    ${says}\n    ${type}: ${allowed}`;
}

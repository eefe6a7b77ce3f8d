import { type ConfigKey, configKeys } from './keys.ts';
import { valueAt } from './mistakes.ts';

/** A key with its present value and where that comes from. */
export interface ExplainedKey extends ConfigKey {
  value: unknown;
  /** `default`, `binnacle.yaml line 3`, `BINNACLE_LOG__LEVEL`, `this machine`, `the sandbox`, `systemd credential`. */
  from: string;
}

/** What is said of one key: its place, or that nothing was said. */
export interface Explainable {
  config: object;
  sources: ReadonlyMap<string, string>;
}

/** The keys at and under `path` (all without one); none when there is no such key. */
export function configExplain({ config, sources }: Explainable, path = ''): ExplainedKey[] {
  return configKeys()
    .filter(key => key.type !== 'section' && !key.path.includes('['))
    .filter(key => path === '' || key.path === path || key.path.startsWith(`${path}.`))
    .map(key => ({
      ...key,
      value: valueAt(config, key.path.split('.')),
      from: sources.get(key.path) ?? 'default',
    }));
}

import type { Config } from '../../config.ts';

/** Whether the configuration lets faults be injected. */
export function faultsAllowed({ faults, environment }: Pick<Config, 'faults' | 'environment'>): boolean {
  return faults.injection === 'on' && (environment !== 'production' || faults.inProduction === 'allowed');
}

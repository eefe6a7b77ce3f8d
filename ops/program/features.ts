import type { FlagSettings } from '../../actors/answers/operations/flag.ts';
import { type Flags, flags } from '../../actors/flags.ts';
import type { ActorSystem } from '../../actors/system.ts';
import { settingsStream } from '../../domain/settings/machine.ts';

/** The feature flags as this process knows them, and how people set them: by an order to the settings, so that it is audited. */
export function features(
  means: Parameters<typeof flags>[0],
  system: () => Pick<ActorSystem, 'tell'>,
): Flags & FlagSettings {
  return {
    ...flags(means),
    async set({ id, flag, rule, by: actor, correlationId }) {
      const chain = { correlationId, causationId: correlationId, actor, traffic: 'real' as const };
      await system().tell({ id, stream: settingsStream, type: 'SetFlag', data: { flag, ...rule }, ...chain });
    },
  };
}

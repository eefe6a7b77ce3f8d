import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Keys, keyFiles } from '../../adapters/personal/key-files.ts';
import { openedLog, sealedStore } from '../../adapters/personal/sealed-log.ts';
import type { EventLog } from '../../projections/ports.ts';
import type { Config } from '../config.ts';
import type { EventStoreSide } from './event-store.ts';

/** The keys of what people wrote and are called; the log behind them. */

export const keysDirectory = ({ dataDirectory }: Pick<Config, 'dataDirectory'>) => join(dataDirectory, 'keys');

/** Views that hold words of people: they are built anew once somebody is forgotten. */
const wordedViews = ['chats', 'records', 'audit', 'trace'] as const;

interface WordedProjections {
  reloadKeys(): Promise<void>;
  rebuild(name: string): Promise<unknown>;
  compact(): Promise<void>;
}

export interface PersonalSide {
  /** The log as the program uses it: sealed, unless the configuration says otherwise; what is sealed is opened always. */
  sealed(store: EventStoreSide): EventStoreSide;
  /** Destroys the keys of a person and of the private chat. Whether there were any. */
  destroy(userId: number): boolean;
  /** Builds anew what still holds words of somebody who was forgotten; nothing is done when there is nothing. */
  rebuild(projections: WordedProjections): Promise<void>;
}

export function personalSide(config: Config): PersonalSide {
  const keys = keyFiles(keysDirectory(config));
  /** There from before a key is destroyed until no view holds what was under it: a crash between is taken up. */
  const marker = join(keysDirectory(config), 'views-to-rebuild');
  const taken = `${marker}.taken`;
  let last: Promise<void> = Promise.resolve();

  async function rebuildOnce(projections: WordedProjections): Promise<void> {
    if (existsSync(marker)) renameSync(marker, taken);
    if (!existsSync(taken)) return;
    await projections.reloadKeys();
    for (const name of wordedViews) await projections.rebuild(name);
    await projections.compact();
    rmSync(taken, { force: true });
  }

  return {
    sealed: store => (config.personal.seal === 'on' ? sealedStore(store, keys) : openedLog(store, keys)),
    destroy(userId) {
      mkdirSync(keysDirectory(config), { recursive: true, mode: 0o700 });
      writeFileSync(marker, '', { flush: true });
      const [own, chats] = [keys.destroy(`tg:${userId}`), keys.destroy(`chat:${userId}`)];
      return own || chats;
    },
    /** One after another: who is forgotten meanwhile needs a building of their own. */
    rebuild(projections) {
      const mine = last.then(() => rebuildOnce(projections));
      last = mine.catch(() => {});
      return mine;
    },
  };
}

/** For whoever only reads, beside the program or in its absence. */
export function openedFor<Log extends EventLog>(log: Log, config: Pick<Config, 'dataDirectory'>): Log {
  return openedLog(log, readingKeys(keysDirectory(config)));
}

/** Keys for a reader. */
export function readingKeys(directory: string): Pick<Keys, 'seal' | 'open' | 'reload'> {
  return keyFiles(directory);
}

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Spool } from '../../actors/ports.ts';
import { instant } from '../../domain/message.ts';

const loss = z.object({ cause: z.string().max(300), since: instant });

/**
 * A spool in a file: what the log could not take is kept here, synced, and replaced whole. A damaged file
 * counts as none: it only says that the log was away.
 */
export function fileSpool(path: string): Spool {
  mkdirSync(dirname(path), { recursive: true });
  return {
    read() {
      try {
        return loss.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
      } catch {
        return undefined;
      }
    },
    write(entry) {
      const file = openSync(`${path}.tmp`, 'w', 0o600);
      writeSync(file, JSON.stringify(entry));
      fsyncSync(file);
      closeSync(file);
      renameSync(`${path}.tmp`, path);
    },
    clear: () => rmSync(path, { force: true }),
  };
}

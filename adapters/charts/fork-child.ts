import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChartsOptions } from './options.ts';
import type { ChildOrders } from './protocol.ts';

/** Where nothing else would end a process that hangs when the program is gone. */
const setpriv = '/usr/bin/setpriv';

/** A new drawing process: bounded in memory, behind the program in priority, ended with it, with nothing of its environment. */
export function forkChild(
  { childModule, fontsDirectory, niceness, codeCache }: ChartsOptions,
  orders: ChildOrders,
): ChildProcess {
  const flags = ['--max-old-space-size=128', '--max-semi-space-size=8', '--no-warnings'];
  const hasSetpriv = process.platform === 'linux' && existsSync(setpriv);
  const child = fork(fileURLToPath(childModule), [JSON.stringify(orders)], {
    serialization: 'advanced',
    ...(hasSetpriv
      ? { execPath: setpriv, execArgv: ['--pdeathsig', 'KILL', process.execPath, ...flags] }
      : { execArgv: flags }),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A bare environment: no secret of the program's, no font of the system's.
    env: {
      FONTCONFIG_FILE: join(fontsDirectory, 'fonts.conf'),
      TZ: 'UTC',
      LC_ALL: 'C.UTF-8',
      ...(codeCache === undefined ? {} : { NODE_COMPILE_CACHE: codeCache }),
    },
  });
  if (child.pid !== undefined && niceness > 0) {
    try {
      setPriority(child.pid, niceness);
    } catch {
      // It has ended already; its end is reported.
    }
  }
  return child;
}

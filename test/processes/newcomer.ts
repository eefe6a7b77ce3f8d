import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const binnacle = join(import.meta.dirname, '../../ops/binnacle');

/** The program as a newcomer starts it, but for a free port and a browser's haste: no account, no configuration, its own sandbox. */
export async function newcomer(directory: string): Promise<{ pageUrl: string; kill(): Promise<void> }> {
  writeFileSync(
    join(directory, 'binnacle.yaml'),
    'telegram: { sandbox: { port: 0 } }\ncommands: { perFiveSeconds: 100 }\nlog: { pretty: never }\n',
  );
  const child = spawn(binnacle, ['start'], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const pageUrl = await new Promise<string>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`ended with ${code}:\n${output}`)));
    child.stdout.on('data', chunk => {
      output += String(chunk);
      const found = /Open the chat:\s+(\S+)/.exec(output);
      if (found !== null) resolve(found[1]!);
    });
  });
  return {
    pageUrl,
    async kill() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

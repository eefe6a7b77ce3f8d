import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import type { NetworkInterfaceInfo } from 'node:os';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { HostCalls, HostLimits } from '../../../adapters/host/host-options.ts';
import { linuxHost } from '../../../adapters/host/linux-host.ts';
import type { Tree } from './machines.ts';

interface Recording {
  /** Files as they are after the pause of a measurement. */
  later?: Tree;
  calls?: Partial<HostCalls>;
  limits?: Partial<HostLimits>;
}

export const bootedAtMs = 1_790_000_000_000;
export const calm = { signal: new AbortController().signal };

/** The adapter on a recorded machine in a directory of its own, under a clock that a pause moves by its length. */
export async function recordedHost(t: ExecutionContext, tree: Tree, { later, calls, limits }: Recording = {}) {
  const root = await mkdtemp(join(tmpdir(), 'binnacle-host-'));
  t.teardown(() => rm(root, { recursive: true }));
  await writeTree(root, tree);
  let nowMs = 0;
  return linuxHost({
    root,
    limits: { windowMs: 1000, ...limits },
    calls: {
      hostname: () => 'mast',
      architecture: () => 'x64',
      nowMs: () => bootedAtMs + 273_600_500,
      monotonicMs: () => nowMs,
      interfaces: () => ({}),
      fileSystemSize: async () => undefined,
      run: async program => t.fail(`${program} was run`) as never,
      async pause(ms) {
        nowMs += ms;
        await writeTree(root, later ?? {});
      },
      ...calls,
    },
  });
}

async function writeTree(root: string, tree: Tree): Promise<void> {
  for (const [path, content] of Object.entries(tree)) {
    const target = join(root, path.replace(/->$/, ''));
    await mkdir(dirname(target), { recursive: true });
    await (path.endsWith('->') ? symlink(content, target) : writeFile(target, content));
  }
}

export const ipAddress = (address: string, cidr: string): NetworkInterfaceInfo =>
  ({
    address,
    cidr,
    family: address.includes(':') ? 'IPv6' : 'IPv4',
    internal: false,
    mac: '',
    netmask: '',
  }) as NetworkInterfaceInfo;

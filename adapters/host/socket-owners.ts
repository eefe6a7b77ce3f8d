import { setImmediate as turn } from 'node:timers/promises';
import type { Probe } from './host-options.ts';
import type { HostTree, Refused } from './host-tree.ts';
import { parseProcess, pidsOf, programName } from './processes.ts';

export interface SocketOwners {
  /** By inode of the socket: the lowest pid that holds it. */
  found: Map<number, { pid: number; name: string }>;
  /** Processes whose open files this program may not see. */
  deniedCount: number;
  /** Whether the bound on open files ended the search. */
  cutShort: boolean;
}

const linksInOneGo = 500;

/** Who holds each of these sockets; the search ends with the last one found, or after `openFilesMax` files. */
export async function findOwners({ tree, limits, signal }: Probe, inodes: Iterable<number>): Promise<SocketOwners> {
  const wanted = new Set(inodes);
  const owners: SocketOwners = { found: new Map(), deniedCount: 0, cutShort: false };
  let looked = 0;
  for (const pid of pidsOf(tree)) {
    const files = wanted.size > 0 ? tree.entriesNow(`proc/${pid}/fd`) : [];
    if ('refused' in files) owners.deniedCount += isDenied(files) ? 1 : 0;
    for (const file of 'refused' in files ? [] : files) {
      looked += 1;
      if (looked % linksInOneGo === 0) await turn();
      signal.throwIfAborted();
      if (looked > limits.openFilesMax) return { ...owners, cutShort: true };
      const target = tree.linkNow(`proc/${pid}/fd/${file}`);
      if (typeof target !== 'string' && isDenied(target)) {
        // The first one tells: a process shows all of its links or none.
        owners.deniedCount += 1;
        break;
      }
      const inode = Number(/^socket:\[(\d+)\]$/.exec(typeof target === 'string' ? target : '')?.[1]);
      if (wanted.delete(inode)) setOwner(owners, inode, pid, tree);
    }
  }
  return owners;
}

function setOwner(owners: SocketOwners, inode: number, pid: number, tree: HostTree): void {
  const name = parseProcess(tree.textNow(`proc/${pid}/stat`) ?? '')?.name;
  if (name !== undefined) owners.found.set(inode, { pid, name: programName(tree, pid, name) });
}

function isDenied({ refused }: Refused): boolean {
  return refused === 'EACCES' || refused === 'EPERM';
}

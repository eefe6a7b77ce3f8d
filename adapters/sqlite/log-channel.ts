import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StoreUnavailable } from '../../actors/ports.ts';

/**
 * The one true path of a log, and the name of the `BroadcastChannel` on which its writing thread tells the threads
 * of its process each new position.
 * @throws {StoreUnavailable} its folder is not there.
 */
export async function channelOf(path: string): Promise<{ path: string; channel: string }> {
  const folder = await realpath(dirname(path)).catch((cause: Error) => {
    throw new StoreUnavailable(`the folder of the event log ${path} cannot be entered: ${cause.message}`, {
      hint: 'Create the folder, or correct the path.',
      cause,
    });
  });
  const real = join(folder, basename(path));
  return { path: real, channel: `binnacle-event-log:${real}` };
}

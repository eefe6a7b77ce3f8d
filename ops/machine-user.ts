import { userInfo } from 'node:os';

/** The login name this process runs under; its number where the machine has no name for it, as in some containers. */
export function machineUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

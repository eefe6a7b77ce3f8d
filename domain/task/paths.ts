/** Absolute paths as text; links are looked at where the program runs. */

/** The path without `.`, `..` and doubled slashes; undefined when it is not absolute. */
export function normalPath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Whether a normal path is the folder or lies in it. */
export function isUnder(path: string, folder: string): boolean {
  const root = normalPath(folder);
  return root !== undefined && (root === '/' || path === root || path.startsWith(`${root}/`));
}

/** Every path that a program could read out of an argument: all of it, or what follows `=`, `:` or `,`. */
export function pathsIn(argument: string, workingDirectory: string): string[] {
  const parts = [argument, ...argument.split(/[=:,]/), ...argument.split(/=(.*)/s), argument.replace(/^-[A-Za-z]/, '')];
  return parts
    .filter(part => part !== '')
    .map(part => normalPath(part.startsWith('/') ? part : `${workingDirectory}/${part}`)!);
}

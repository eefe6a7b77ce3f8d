/** What is mounted, from `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */

export interface Mount {
  /** `major:minor`, the same for every mount of one file system. */
  device: string;
  /** What of the file system is mounted: `/`, or a directory for a bind mount. */
  root: string;
  mountPoint: string;
  readOnly: boolean;
  fileSystem: string;
  source: string;
  superOptions: string[];
}

/** The mounts in the order they were made; a line that is none is passed over. */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap(line => {
    const [left = '', right = ''] = line.split(' - ', 2);
    const [, , device, root, mountPoint, options] = left.split(' ');
    const [fileSystem, source, superOptions] = right.split(' ');
    if (!device || !root || !mountPoint || !options || !fileSystem || source === undefined) return [];
    const readOnly = [options, superOptions].some(list => list?.split(',').includes('ro'));
    return [
      {
        device,
        root: unescaped(root),
        mountPoint: unescaped(mountPoint),
        readOnly,
        fileSystem,
        source: unescaped(source),
        superOptions: superOptions?.split(',') ?? [],
      },
    ];
  });
}

/** A space, a tab, a line feed and a backslash are written as octal. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

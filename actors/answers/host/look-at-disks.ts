import type { Reply } from '../../../domain/chat/reply.ts';
import { formatBytes, formatPercent } from '../../../domain/units.ts';
import type { DisksReading } from '../host-ports.ts';
import type { HostAnswerOptions } from './host-answer.ts';
import { textFile } from './listing.ts';
import { type LookAt, shareOf } from './look.ts';
import { clip, counted, gauge } from './wording.ts';

const disksShownMax = 8;
const inodesAttentionPercent = 90;

/** How full the disks are, fullest first; more than eight of them are all in a file. */
export const lookAtDisks: LookAt = async (host, { signal }, { attentionPercent }) => {
  const { mounts, gaps } = await host.disks({ signal });
  const shown = mounts.slice(0, disksShownMax);
  const more = mounts.length - shown.length;
  return {
    ...(shown[0] && { gist: `disk ${formatPercent(shown[0].usedPercent)}` }),
    concerns: mounts.flatMap(mount => diskConcerns(mount, attentionPercent)),
    rows: shown.map(mount => [mount.mountPoint, diskWords(mount)]),
    gaps: more > 0 ? [...gaps, `${counted(more, 'file system')} less full than these: all are in the file.`] : gaps,
    ...(more > 0 && { file: diskFile(mounts) }),
  };
};

function diskWords({ usedPercent, availableBytes, totalBytes, readOnly }: DisksReading['mounts'][number]): string {
  const sizes = `${formatBytes(availableBytes)} free of ${formatBytes(totalBytes)}`;
  return `${gauge(usedPercent)} · ${sizes}${readOnly ? ', read-only' : ''}`;
}

function diskFile(mounts: DisksReading['mounts']): Reply['file'] {
  const columns = ['used', 'free', 'of', 'inodes', 'mode', 'type', 'mounted at', 'source'];
  const rows = mounts.map(
    ({ usedPercent, availableBytes, totalBytes, inodes, readOnly, fileSystem, mountPoint, source }) => [
      formatPercent(usedPercent),
      formatBytes(availableBytes),
      formatBytes(totalBytes),
      inodes ? formatPercent(shareOf(inodes.used, inodes.total)) : '',
      readOnly ? 'ro' : 'rw',
      fileSystem,
      mountPoint,
      source,
    ],
  );
  return textFile({ name: 'disks.txt', columns, rows });
}

/** What is mounted read-only cannot fill up. */
function diskConcerns(
  { mountPoint, usedPercent, inodes, readOnly }: DisksReading['mounts'][number],
  { disk }: HostAnswerOptions['attentionPercent'],
): string[] {
  if (readOnly) return [];
  const inodesPercent = inodes && shareOf(inodes.used, inodes.total);
  const name = clip(mountPoint, 40);
  return [
    ...(usedPercent >= disk ? [`${name} is ${formatPercent(usedPercent)} full`] : []),
    ...(inodesPercent !== undefined && inodesPercent >= inodesAttentionPercent
      ? [`${name} has used ${formatPercent(inodesPercent)} of its inodes`]
      : []),
  ];
}

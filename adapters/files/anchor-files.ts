import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type Anchor, type AnchorStore, AnchorsUnreadable } from '../../actors/audit/ports.ts';
import { instant } from '../../domain/message.ts';

const anchor = z.object({
  count: z.int().min(1),
  position: z.string().regex(/^\d+$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: instant,
});

const hint =
  'Compare it with a copy, the NATS bucket or a signed checkpoint; if you know why, run `binnacle audit accept <reason>`.';

/**
 * Anchors in two files of a directory: `anchors.jsonl` grows by a line for every hundredth event, `head.json` is
 * replaced whole. Each write is synced, its directory too, before it counts.
 */
export function anchorFiles(directory: string): AnchorStore {
  const [lines, head] = [join(directory, 'anchors.jsonl'), join(directory, 'head.json')];
  return {
    name: 'file',
    async read() {
      const kept = existsSync(lines) ? linesIn(await readFile(lines, 'utf8'), lines) : [];
      const last = existsSync(head) ? parsed(await readFile(head, 'utf8'), head) : undefined;
      return last === undefined || last.count <= (kept.at(-1)?.count ?? 0) ? kept : [...kept, last];
    },
    async write(links, last) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      if (links.length > 0) await append(lines, links.map(each => `${JSON.stringify(each)}\n`).join(''));
      await replace(head, `${JSON.stringify(last)}\n`);
    },
  };
}

/** A last line that was cut while it was written counts for nothing: the head says more. */
function linesIn(text: string, path: string): Anchor[] {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(line => line !== '')
    .map((line, index) => parsed(line, `${path} line ${index + 1}`));
}

function parsed(text: string, where: string): Anchor {
  try {
    return anchor.parse(JSON.parse(text));
  } catch {
    throw new AnchorsUnreadable(`${where} is not an anchor of the audit chain`, hint);
  }
}

/** After a cut line, a new one begins. */
async function append(path: string, text: string): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    await file.truncate(size > 0 && buffer.toString() !== '\n' ? await lastLineEnd(path) : size);
    await file.appendFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function lastLineEnd(path: string): Promise<number> {
  return (await readFile(path)).lastIndexOf('\n') + 1;
}

async function replace(path: string, text: string): Promise<void> {
  const file = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

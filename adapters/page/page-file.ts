import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface PageFile {
  type: string;
  bytes: Uint8Array;
  etag: string;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Served beside the page's own files. */
const vendored: Readonly<Record<string, string>> = {
  '/vendor/echarts.js': import.meta.resolve('echarts/dist/echarts.min.js'),
};

/** Files that others made do not change while the program runs. */
const held = new Map<string, PageFile>();

/** A file of the page by its path, read anew each time, so that a change shows on reload; none of any other name. */
export function pageFile(path: string): PageFile | undefined {
  const type = types[/\.(\w+)$/.exec(path)?.[1] ?? ''];
  const foreign = vendored[path];
  if (type === undefined || (foreign === undefined && !/^(\/[a-z][\w-]*){1,2}\.\w+$/.test(path))) return undefined;
  const known = held.get(path);
  if (known !== undefined) return known;
  const bytes = read(new URL(foreign ?? `./files${path}`, import.meta.url));
  if (bytes === undefined) return undefined;
  const file = { type, bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
  if (foreign !== undefined) held.set(path, file);
  return file;
}

function read(url: URL): Buffer | undefined {
  try {
    return readFileSync(url);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { InputFile } from 'grammy/web';
import { TelegramError } from '../../actors/ports.ts';
import type { FileSource } from './outgoing.ts';

/** What Telegram takes as an upload. A larger picture can still go as a document. */
export const photoBytesMax = 10 * 1024 * 1024;
const documentBytesMax = 50 * 1024 * 1024;

/**
 * Opens what is to be uploaded, hands it to `upload` with its size, and closes it whatever happens. A file is read
 * twice through one handle, for its checksum and for the upload, in chunks: its size is no matter of memory.
 * @throws {TelegramError} `rejected` when it is gone, too large, or not what was recorded.
 */
export async function withUpload<T>(
  source: FileSource,
  name: string,
  upload: (file: InputFile, bytes: number) => Promise<T>,
): Promise<T> {
  if ('text' in source) {
    const bytes = new TextEncoder().encode(source.text);
    if (bytes.length > documentBytesMax) throw rejected(`${name} has more than 50 MB`);
    return upload(new InputFile(bytes, name), bytes.length);
  }
  const handle = await open(source.path).catch(error => {
    throw rejected(`${name} cannot be read (${error.code}): ask for it again`);
  });
  try {
    const { size } = await handle.stat();
    if (size === 0 || size > documentBytesMax) throw rejected(`${name} has ${size} bytes; 1 to 50 MB can be sent`);
    if ((await checksum(handle)) !== source.sha256.toLowerCase()) {
      throw rejected(`${name} is not the file that was recorded: ask for it again`);
    }
    return await upload(new InputFile(chunks(handle), name), size);
  } finally {
    await handle.close();
  }
}

async function checksum(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks(handle)) hash.update(chunk);
  return hash.digest('hex');
}

const chunks = (handle: FileHandle): AsyncIterable<Uint8Array> =>
  handle.createReadStream({ start: 0, autoClose: false });

const rejected = (description: string) => new TelegramError({ kind: 'rejected', description });

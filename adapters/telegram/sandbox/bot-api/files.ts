import { checkPicture } from '../checks/picture.ts';
import type { Upload } from '../http/multipart.ts';
import type { Params } from '../http/params.ts';
import type { StoredFile } from '../records.ts';
import type { Sandbox } from '../sandbox.ts';
import { telegramLimits } from '../settings.ts';
import type { Document, Photo } from '../shapes.ts';
import { BotError, badRequest } from './bot-error.ts';
import type { Method } from './method.ts';

/**
 * The photo of a field: uploaded, `attach://` another field, or a known `file_id`.
 * @throws {BotError} 400 when there is none or it is no photo that Telegram takes.
 */
export function photoOf(params: Params, field: string, sandbox: Sandbox): Photo {
  const given = fileOf(params, field, 'photo', sandbox);
  return asPhoto('fileId' in given ? given : keepPhoto(given, sandbox));
}

/**
 * The document of a field, found as a photo is.
 * @throws {BotError} 400 when there is none, 413 over 50 MB.
 */
export function documentOf(params: Params, field: string, sandbox: Sandbox): Document {
  const given = fileOf(params, field, 'document', sandbox);
  return asDocument('fileId' in given ? given : keepDocument(given, sandbox));
}

/** Keeps an uploaded photo. @throws {BotError} as `checkPicture`. */
export function keepPhoto({ name, bytes }: Upload, sandbox: Sandbox): StoredFile {
  const { width, height, mimeType } = checkPicture(bytes);
  return keep({ name, mimeType, bytes }, 'photo', sandbox, { width, height });
}

/** Keeps an uploaded document. @throws {BotError} 400 when empty, 413 over 50 MB. */
export function keepDocument(upload: Upload, sandbox: Sandbox): StoredFile {
  if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
  if (upload.bytes.length > telegramLimits.documentBytes) throw new BotError(413, 'Request Entity Too Large');
  return keep(upload, 'document', sandbox);
}

export function asPhoto({ fileId, uniqueId, width = 0, height = 0, bytes }: StoredFile): Photo {
  return { file_id: fileId, file_unique_id: uniqueId, width, height, file_size: bytes };
}

export function asDocument({ fileId, uniqueId, name, mimeType, bytes }: StoredFile): Document {
  return { file_id: fileId, file_unique_id: uniqueId, file_name: name, mime_type: mimeType, file_size: bytes };
}

export const getFile: Method = (params, sandbox) => {
  if (!params.has('file_id')) throw badRequest('file_id not specified');
  const file = sandbox.state.files.get(params.text('file_id'));
  if (file === undefined) throw badRequest('invalid file_id');
  if (file.bytes > telegramLimits.downloadBytes) throw badRequest('file is too big');
  return { file_id: file.fileId, file_unique_id: file.uniqueId, file_size: file.bytes, file_path: file.path };
};

function fileOf(params: Params, field: string, kind: StoredFile['kind'], sandbox: Sandbox): Upload | StoredFile {
  const value = params.text(field);
  const attached = value.startsWith('attach://') ? value.slice('attach://'.length) : field;
  const upload = params.files.get(attached);
  if (upload !== undefined) return upload;
  if (value === '' || value.startsWith('attach://')) throw badRequest(`there is no ${kind} in the request`);
  if (/^https?:/i.test(value)) throw badRequest('failed to get HTTP URL content');
  const known = sandbox.state.files.get(value);
  if (known === undefined) throw badRequest('wrong file identifier/HTTP URL specified');
  if (known.kind !== kind) throw badRequest(`can't use file of type ${titled(known.kind)} as ${titled(kind)}`);
  return known;
}

function keep(upload: Upload, kind: StoredFile['kind'], sandbox: Sandbox, size: object = {}): StoredFile {
  const uniqueId = sandbox.blobs.put(upload.bytes);
  const prefix = kind === 'photo' ? 'AgAC' : 'BQAC';
  const fileId = `${prefix}${uniqueId}${nameMark(upload.name)}`;
  const extension = /\.\w{1,8}$/.exec(upload.name)?.[0] ?? (kind === 'photo' ? '.jpg' : '.bin');
  const { name, mimeType, bytes } = upload;
  const path = `${kind}s/${uniqueId}${extension}`;
  const file: StoredFile = { fileId, uniqueId, kind, name, mimeType, bytes: bytes.length, path, ...size };
  if (!sandbox.state.files.has(fileId)) sandbox.record({ kind: 'file', file });
  return file;
}

/** The same bytes under another name are another file. */
function nameMark(name: string): string {
  return Buffer.from(name).toString('base64url').slice(0, 40);
}

const titled = (kind: StoredFile['kind']) => (kind === 'photo' ? 'Photo' : 'Document');

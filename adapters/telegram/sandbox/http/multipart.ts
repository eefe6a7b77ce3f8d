import { badRequest } from '../bot-api/bot-error.ts';

/** A file that came with a request. */
export interface Upload {
  name: string;
  mimeType: string;
  bytes: Buffer;
}

export interface MultipartForm {
  fields: Record<string, string>;
  files: Map<string, Upload>;
}

/** Parts of one form; more are refused. */
const PARTS_MAX = 100;

const END_OF_HEADERS = Buffer.from('\r\n\r\n');

/**
 * Reads a `multipart/form-data` body.
 * @throws {BotError} 400 when it is not one.
 */
export function readMultipart(body: Buffer, contentType: string): MultipartForm {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw badRequest('boundary is not found in the Content-Type header');
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const form: MultipartForm = { fields: {}, files: new Map() };
  let at = delimiter.length - 2;
  if (body.toString('latin1', 0, at) !== `--${boundary}`) throw badRequest("can't parse multipart form");
  for (let part = 0; part < PARTS_MAX; part++) {
    if (body.toString('latin1', at, at + 2) === '--') return form;
    const headersEnd = body.indexOf(END_OF_HEADERS, at);
    const contentEnd = headersEnd === -1 ? -1 : body.indexOf(delimiter, headersEnd + 2);
    if (contentEnd === -1) throw badRequest("can't parse multipart form");
    addPart(form, body.toString('utf8', at + 2, headersEnd), body.subarray(headersEnd + 4, contentEnd));
    at = contentEnd + delimiter.length;
  }
  throw badRequest('too many fields in multipart form');
}

function addPart(form: MultipartForm, headers: string, bytes: Buffer): void {
  const field = /[;\s]name="([^"]*)"/i.exec(headers)?.[1];
  if (field === undefined) throw badRequest("can't parse multipart form");
  // grammY writes the file name without quotes.
  const [, quoted, bare] = /[;\s]filename=(?:"([^"]*)"|([^\r\n]*))/i.exec(headers) ?? [];
  const name = quoted ?? bare;
  if (name === undefined) {
    form.fields[field] = bytes.toString('utf8');
    return;
  }
  const mimeType = /^content-type:\s*([^\r\n;]+)/im.exec(headers)?.[1]?.trim() ?? 'application/octet-stream';
  form.files.set(field, { name, mimeType, bytes });
}

import type { ServerResponse } from 'node:http';
import { answerBytes } from '../http/answer.ts';
import type { Sandbox } from '../sandbox.ts';
import { ControlError } from './control-error.ts';

/** Answers the bytes of a file for the page; only photos are shown in place, everything else is a download. */
export function answerFile(sandbox: Sandbox, response: ServerResponse, fileId: string): void {
  const file = sandbox.state.files.get(fileId);
  const bytes = file === undefined ? undefined : sandbox.blobs.get(file.uniqueId);
  if (file === undefined || bytes === undefined) {
    throw new ControlError(404, 'There is no such file.', 'It may have been forgotten to make room.');
  }
  answerBytes(response, bytes, {
    'content-type': file.kind === 'photo' ? file.mimeType : 'application/octet-stream',
    'content-disposition': `${file.kind === 'photo' ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
  });
}

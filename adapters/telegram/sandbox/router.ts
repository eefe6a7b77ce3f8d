import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerBotApi } from './bot-api/dispatch.ts';
import { answerControl } from './control/answer-control.ts';
import { answerBytes, answerJson } from './http/answer.ts';
import { answerPage } from './page-files.ts';
import type { Sandbox } from './sandbox.ts';

/** Sends a request to the Bot API, its files, the control side or the page. */
export async function answerRequest(
  sandbox: Sandbox,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  const query = mark === -1 ? '' : target.slice(mark + 1);
  const call = /^\/bot([^/]+)\/(\w+)$/.exec(path);
  if (call !== null) return await answerBotApi(sandbox, request, response, { token: call[1]!, name: call[2]!, query });
  if (path.startsWith('/file/bot')) return answerDownload(sandbox, response, path);
  if (!isLocalName(request.headers.host)) {
    return answerJson(response, 421, { error: 'This host name is not ours.', hint: 'Use 127.0.0.1 or localhost.' });
  }
  if (path.startsWith('/sandbox/api/')) {
    return await answerControl(sandbox, request, response, { path: path.slice('/sandbox/api/'.length), query });
  }
  answerPage(response, path);
}

/** A name from outside that points here (DNS rebinding) must not reach page and control. Plain addresses may. */
function isLocalName(host = ''): boolean {
  return /^(localhost|[\d.]+|\[[\da-f:]+\])(:\d+)?$/i.test(host);
}

function answerDownload(sandbox: Sandbox, response: ServerResponse, path: string): void {
  const [, token, filePath] = /^\/file\/bot([^/]+)\/(.+)$/.exec(path) ?? [];
  const file = sandbox.state.files.values().find(each => each.path === filePath);
  const bytes = file === undefined ? undefined : sandbox.blobs.get(file.uniqueId);
  if (token !== sandbox.token) answerJson(response, 401, failure(401, 'Unauthorized'));
  else if (file === undefined || bytes === undefined) answerJson(response, 404, failure(404, 'Not Found'));
  else answerBytes(response, bytes, { 'content-type': file.mimeType });
}

const failure = (code: number, description: string) => ({ ok: false, error_code: code, description });

import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { answerBytes, answerJson } from './http/answer.ts';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Nothing from elsewhere, nothing inline, no framing. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Answers the page's files from `page/`; read anew each time, so that a change shows on reload. */
export function answerPage(response: ServerResponse, path: string): void {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = types[/\.(\w+)$/.exec(name)?.[1] ?? ''];
  const bytes = /^[\w-]+\.\w+$/.test(name) && type !== undefined ? read(name) : undefined;
  if (type === undefined || bytes === undefined) {
    answerJson(response, 404, { error: `There is nothing at ${path}.`, hint: 'The page is at /.' });
  } else {
    answerBytes(response, bytes, {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy,
      'referrer-policy': 'no-referrer',
    });
  }
}

function read(name: string): Buffer | undefined {
  try {
    return readFileSync(new URL(`page/${name}`, import.meta.url));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

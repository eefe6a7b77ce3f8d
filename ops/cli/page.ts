import { readFileSync } from 'node:fs';
import { Refusal } from '../../domain/refusal.ts';
import { readSecret } from '../config/secrets.ts';
import { readyFile, runningProgram } from '../ready-file.ts';
import { configured } from './sources.ts';

const withinMs = 5_000;

/** Prints a link that opens the page of the running program, once. @throws {Refusal} `not_ready` without one. */
export async function page(file: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const config = configured(file);
  if (runningProgram(config) === undefined)
    throw new Refusal('not_ready', 'No program runs here.', { hint: 'Start it with `npm start`.' });
  const { httpUrl } = JSON.parse(readFileSync(readyFile(config), 'utf8')) as { httpUrl?: string };
  if (httpUrl === undefined)
    throw new Refusal('not_ready', 'HTTP is switched off.', { hint: 'Set http.enabled to true and start it again.' });
  const link = `${httpUrl}${await linkFrom(httpUrl, readSecret(config.http.tokenFile))}`;
  console.log(json ? JSON.stringify({ link }) : `${link}\nIt works once, within 15 minutes.`);
}

async function linkFrom(url: string, token: string): Promise<string> {
  try {
    const response = await fetch(`${url}/api/v1/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(withinMs),
    });
    if (response.ok) return ((await response.json()) as { path: string }).path;
    throw new Error(`it answered ${response.status}`);
  } catch (cause) {
    throw new Refusal('upstream_unavailable', `The program does not give a link: ${(cause as Error).message}.`, {
      hint: 'If the token file was changed while it ran, start it again.',
    });
  }
}

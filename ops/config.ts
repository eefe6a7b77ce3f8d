import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { canonical } from '../domain/fold.ts';
import { sha256 } from '../domain/ids.ts';
import { check } from './config/check.ts';
import { type Mistake, placeOf, shown } from './config/mistakes.ts';
import { addEnvironment, type Said, saidInFile } from './config/said.ts';
import { readBotToken, readCredentials, readSecret, SecretUnreadable } from './config/secrets.ts';
import { type Config, settle } from './config/settle.ts';

/**
 * The configuration of this process: defaults, then a YAML file, then the environment. Nothing else in the
 * program reads the environment. It holds names of files with secrets, never secrets.
 */
export type { Config } from './config/settle.ts';

export interface LoadedConfig {
  config: Config;
  /** 12 hex digits of the SHA-256 over the canonical JSON of the configuration. */
  configHash: string;
  /** Where each value comes from, by path; what is not in it has its default. */
  sources: ReadonlyMap<string, string>;
}

/** Every mistake in the configuration at once. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly mistakes: readonly Mistake[];
  constructor(mistakes: readonly Mistake[]) {
    const count = mistakes.length === 1 ? 'one mistake' : `${mistakes.length} mistakes`;
    super(`The configuration has ${count}:\n${mistakes.map(told).join('\n')}`);
    this.mistakes = mistakes;
  }
}

/**
 * Reads `file`, else the file named by BINNACLE_CONFIG, else `binnacle.yaml` in the working directory (which may
 * be absent), and then the environment.
 * @throws {ConfigError} with all mistakes: values, unknown keys, keys that do not agree, files that cannot be read.
 */
export function loadConfig({
  env = process.env,
  cwd = process.cwd(),
  file,
  roles,
}: {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  file?: string;
  /** Said on the command line: it wins. */
  roles?: string;
} = {}): LoadedConfig {
  const said = readConfigFile(cwd, file ?? env.BINNACLE_CONFIG);
  addEnvironment(said, roles === undefined ? env : { ...env, BINNACLE_ROLES: roles });
  const { stated, mistakes } = check(said);
  const { config, places } = settle(stated, { cwd, credentialsDirectory: env.CREDENTIALS_DIRECTORY });
  const all = [...mistakes, ...telegramMistakes(config, said, mistakes), ...engineMistakes(config, said)];
  if (all.length > 0) throw new ConfigError(all);
  return {
    config,
    configHash: sha256(canonical(config)).slice(0, 12),
    sources: new Map([...said.places, ...places]),
  };
}

/** The mistakes in a YAML text, as far as they show without looking at the machine. */
export function configCheck(text: string, name = 'binnacle.yaml'): Mistake[] {
  return check(saidInFile(text, name)).mistakes;
}

function readConfigFile(cwd: string, named: string | undefined): Said {
  const path = resolve(cwd, named ?? 'binnacle.yaml');
  try {
    return saidInFile(readFileSync(path, 'utf8'), basename(path));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    const said: Said = { tree: {}, places: new Map(), mistakes: [] };
    if (code === 'ENOENT' && named === undefined) return said;
    const hint = 'Name a file that this user can read, with --config or BINNACLE_CONFIG.';
    said.mistakes.push({ path: '', where: path, found: `no file to read (${code})`, allowed: 'a YAML file', hint });
    return said;
  }
}

/** What shows only once it is known whether Telegram itself is spoken to. */
function telegramMistakes(
  { telegram: { mode, tokenFile }, access }: Config,
  said: Said,
  known: readonly Mistake[],
): Mistake[] {
  if (mode === 'sandbox' || isWrong('telegram.mode', known)) return [];
  const hint = 'Add yourself with role admin: the bot answers no stranger.';
  const alone = { path: 'access.users', found: 'nobody', allowed: 'at least one person', hint };
  return [
    ...(tokenFile === undefined ? [tokenMissing] : secretMistakes('telegram.tokenFile', tokenFile, readBotToken)),
    ...(access.users.length === 0 ? [alone] : []),
  ]
    .filter(({ path }) => !isWrong(path, known))
    .map(mistake => ({ ...mistake, where: placeOf(said.places, mistake.path.split('.')) }));
}

/** Whether this key, something in it or something around it is a known mistake: then its value here is a default. */
function isWrong(key: string, known: readonly Mistake[]): boolean {
  const holds = (outer: string, inner: string) => inner === outer || /^[.[]/.test(inner.slice(outer.length));
  return known.some(
    ({ path }) =>
      path !== '' && ((path.startsWith(key) && holds(key, path)) || (key.startsWith(path) && holds(path, key))),
  );
}

const tokenMissing = {
  path: 'telegram.tokenFile',
  found: 'nothing',
  allowed: 'a file with the bot token',
  hint: 'Add it, or set telegram.mode to sandbox.',
};

/** The secrets of the engines that are used. */
function engineMistakes({ eventStore, bus }: Config, said: Said): Mistake[] {
  const store = eventStore.engine === 'eventstoredb' ? eventStore.credentialsFile : undefined;
  const broker = bus.mode === 'external' ? bus.credentialsFile : undefined;
  return [
    ...(store === undefined ? [] : secretMistakes('eventStore.credentialsFile', store, readCredentials)),
    ...(broker === undefined ? [] : secretMistakes('bus.credentialsFile', broker, readSecret)),
  ].map(mistake => ({ ...mistake, where: placeOf(said.places, mistake.path.split('.')) }));
}

function secretMistakes(path: string, file: string, read: (file: string) => unknown): Omit<Mistake, 'where'>[] {
  try {
    read(file);
    return [];
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    return [{ path, found: shown(error.message), allowed: 'a readable file with the secret', hint: error.hint }];
  }
}

function told({ path, where, found, allowed, hint }: Mistake): string {
  return `  ${path === '' ? where : `${path} (${where})`}\n    found    ${found}\n    allowed  ${allowed}\n    → ${hint}`;
}

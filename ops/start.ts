import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { hostname } from 'node:os';
import { composeAgent } from './compose/agent.ts';
import { isEventStoreHeld } from './compose/event-store.ts';
import { performersOf } from './compose/performers.ts';
import { composeWorker } from './compose/worker.ts';
import { compose, type Program } from './compose.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { forgetCrashRecord, installCrashHandlers, readCrashRecord } from './crash.ts';
import { type Life, lifeOf, type ProcessFacts } from './life.ts';
import { createLog, type ProcessLog } from './log.ts';
import { readyFile, runningProgram } from './ready-file.ts';
import { systemClock as clock, systemRandom as random } from './system-time.ts';
import { version } from './version.ts';

/** EX_CONFIG of sysexits.h: a supervisor should not try again. */
const configExitCode = 78;

/** Runs the program until it is told to stop. A second signal ends it at once. */
export async function start({ file, roles }: { file?: string; roles?: string }): Promise<void> {
  const { config, configHash } = configOrExit({ ...(file && { file }), ...(roles && { roles }) });
  const { dataDirectory, instanceName } = config;
  const life = lifeOf({
    instanceName,
    build: version(),
    configHash,
    process: thisProcess(dataDirectory),
    clock,
    random,
  });
  const log = createLog({ ...config.log, fields: { instance: life.instance } });
  installCrashHandlers({ dataDirectory, instance: life.instance, log });
  const program = composed(config, life, log);
  stopOnSignals(program, config, log);
  const { pageUrl, http } = await program.catch(error => cannotStart(error, config, log));
  sayReady(config, life.instance, pageUrl, http?.url);
  flushCompileCache(); // The next start finds the code stripped and compiled, also after a kill.
  log.info({ startMs: Math.round(process.uptime() * 1000), dataDirectory }, 'ready');
  // A log that machines read is no place for a link that opens the page.
  if (http !== undefined && process.stdout.isTTY)
    console.log(
      `\n  Operations:     ${http.link}\n  The link works once, for 15 minutes; \`binnacle page\` makes another.`,
    );
  if (pageUrl !== undefined)
    console.log(`\n  Open the chat:  ${pageUrl}\n  Try /start, /cpu or /help there. Ctrl-C stops.\n`);
}

/** The whole program, or the one part that runs here alone. */
async function composed(config: Config, life: Life, log: ProcessLog): Promise<Program> {
  const isAlone = (role: Config['roles'][number]) => config.roles.every(one => one === role);
  if (isAlone('agent')) return composeAgent(config, life.build, log);
  if (isAlone('workers')) return composeWorker(config, life, performersOf(config), log);
  return compose(config, life, log);
}

function thisProcess(dataDirectory: string): ProcessFacts {
  return {
    pid: process.pid,
    host: hostname(),
    node: process.version,
    uptimeMs: () => process.uptime() * 1000,
    crashOf: instance => readCrashRecord(dataDirectory, instance),
    forgetCrash: instance => forgetCrashRecord(dataDirectory, instance),
  };
}

function configOrExit(said: { file?: string; roles?: string }) {
  try {
    return loadConfig(said);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(configExitCode);
  }
}

/**
 * An engine that cannot be opened says what to do; only a bug, which has no hint, shows its stack. The children that
 * were started end with this process.
 */
function cannotStart(error: unknown, config: Config, log: ProcessLog): never {
  const { message, hint } = error as Error & { hint?: string };
  const other = runningProgram(config);
  if (other !== undefined && isEventStoreHeld(config)) {
    console.error(`\nBinnacle already runs here (process ${other.pid}), on the data in ${config.dataDirectory}.`);
    console.error(`→ Use that one, or stop it first: kill ${other.pid}`);
  } else {
    if (hint === undefined) log.error({ err: error }, 'the program cannot start');
    else log.error({ cause: message }, 'the program cannot start');
    console.error(`\nBinnacle cannot start: ${message}${hint === undefined ? '' : `\n→ ${hint}`}`);
  }
  log.flush();
  process.exit(1);
}

/** A terminal and npm may both pass on one Ctrl-C: what comes so soon is the same word. */
const sameWordMs = 1000;
/** A stop that takes longer than its drain time by so much is not going to end. */
const graceMs = 10_000;

/** The first signal drains, also when the start is still under way; a second one does not wait. */
function stopOnSignals(program: Promise<Program>, config: Config, log: ProcessLog): void {
  let toldMs: number | undefined;
  const stop = async (signal: string) => {
    if (toldMs !== undefined && clock.monotonicMs() - toldMs < sameWordMs) return;
    if (toldMs !== undefined) return endAtOnce('told twice: ending at once', log);
    toldMs = clock.monotonicMs();
    log.info({ signal }, 'stopping');
    setTimeout(() => endAtOnce('the stop does not end: ending at once', log), config.drainMs + graceMs).unref();
    rmSync(readyFile(config), { force: true });
    await (await program)
      .stop(signal)
      .catch(err => log.error({ err }, 'the stop was not clean; the log has what matters'));
    log.info({}, 'stopped');
    log.flush();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

function endAtOnce(why: string, log: ProcessLog): void {
  log.warn({}, why);
  log.flush();
  process.exit(1);
}

/** For health checks and scripts: there while the program is ready, with who it is. */
function sayReady(config: Config, instance: string, pageUrl: string | undefined, httpUrl: string | undefined): void {
  const path = readyFile(config);
  writeFileSync(
    `${path}.tmp`,
    `${JSON.stringify({ pid: process.pid, instance, pageUrl, httpUrl, at: clock.now() })}\n`,
  );
  renameSync(`${path}.tmp`, path);
}

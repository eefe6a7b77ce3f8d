import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Held, inGroup, makeGroup, removeGroup } from './control-group.ts';
import { createOnce, replaceUnsynced } from './durable-files.ts';
import { endMembers } from './end-members.ts';
import { leaveOutcome } from './leave-outcome.ts';
import type { Marker, RunProgress } from './outcome.ts';
import { OutputRing } from './output-ring.ts';
import { placesOf } from './places.ts';
import { identityOf } from './processes.ts';
import { type Redaction, redaction, redactionWindow } from './redaction.ts';
import { type RunOrder, type RunPoint, runVariable } from './run-order.ts';

/** How one run goes, in the process of its runner. */

const progressEveryMs = 1000;
const progressBytes = 8 * 1024;
/** What a program that has ended may have left in its pipes, while something still holds them open. */
const drainMs = 1000;
/** What a program that ended by itself has left behind is ended within this. */
const strayGraceMs = 1000;

/** What makes a run end before its program does. */
export interface Stop {
  /** Resolves when somebody asks for it. */
  asked: Promise<void>;
}

/**
 * Runs the program once and leaves its outcome. The marker is in place before the program starts, so a name begins
 * once, whoever asks; the outcome is there by an atomic rename, after everything that the program started has ended.
 * @returns whether the name was free.
 */
export async function run(order: RunOrder, stop: Stop, reached: (point: RunPoint) => void): Promise<boolean> {
  const places = placesOf(order.directory, order.name);
  const held = order.controlGroups ? makeGroup(places.badge) : { why: 'no control group: switched off' };
  const controlGroup = 'path' in held ? held.path : undefined;
  reached('before_marker');
  const { pid, startTime, bootId } = identityOf(process.pid)!;
  const mark: Marker = { state: 'begun', pid, startTime, bootId, at: new Date().toISOString() };
  let isFirst = false;
  try {
    isFirst = createOnce(places.marker, JSON.stringify({ ...mark, controlGroup }));
  } finally {
    if (!isFirst && controlGroup !== undefined) removeGroup(controlGroup);
  }
  if (!isFirst) return false;
  reached('after_marker');

  const startedMs = performance.now();
  const ring = new OutputRing(order.outputBytes + redactionWindow);
  const redacted = redaction(order.secrets);
  const started = await start(order, held);
  reached('running');
  const ended =
    started instanceof ChildProcess
      ? await whole(started, order, stop, controlGroup, ring, tellProgress(places.progress, ring, redacted))
      : { ended: 'not_started' as const, good: false, reason: started.why };
  const durationMs = Math.round(performance.now() - startedMs);
  const heldBy = 'path' in held ? 'control group and process group' : `process group (${held.why})`;
  const facts = { ...ended, durationMs, heldBy, outputBytes: ring.written };
  await leaveOutcome(order, facts, keptOf(ring, redacted), reached);
  return true;
}

/** No shell, nothing to read, a group and a session of its own, and no variable but those it was given. */
async function start(order: RunOrder, held: Held): Promise<ChildProcess | { why: string }> {
  const { program, argv, workingDirectory, environment, directory, name } = order;
  const started = () =>
    spawn(program, argv, {
      cwd: workingDirectory,
      env: { ...environment, [runVariable]: placesOf(directory, name).badge },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      shell: false,
    });
  try {
    const child = inGroup(held, started);
    await once(child, 'spawn');
    return child;
  } catch (cause) {
    if ('path' in held) removeGroup(held.path);
    return { why: (cause as NodeJS.ErrnoException).code ?? String(cause) };
  }
}

/** From the start of the program to the end of everything it started. */
async function whole(
  program: ChildProcess,
  order: RunOrder,
  stop: Stop,
  controlGroup: string | undefined,
  ring: OutputRing,
  telling: NodeJS.Timeout,
) {
  const drained = collect(program, ring);
  const ended = await endOf(program, order, stop, controlGroup);
  await Promise.race([drained, pause(drainMs)]);
  clearInterval(telling);
  program.stdout!.destroy();
  program.stderr!.destroy();
  return ended;
}

/** Resolves when both pipes have ended. */
function collect({ stdout, stderr }: ChildProcess, ring: OutputRing): Promise<unknown> {
  const pipes = [stdout!, stderr!];
  for (const pipe of pipes) pipe.on('data', (chunk: Buffer) => ring.push(chunk));
  return Promise.all(pipes.map(pipe => once(pipe, 'close')));
}

/** Waits for the program, or makes it end; either way nothing of it lives afterwards. */
async function endOf(program: ChildProcess, order: RunOrder, { asked }: Stop, controlGroup: string | undefined) {
  const exited = once(program, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const over = new AbortController();
  const cut = await Promise.race([
    exited.then(() => undefined),
    asked.then(() => 'stopped' as const),
    pause(order.timeoutMs, 'timed_out' as const, { signal: over.signal }),
  ]);
  over.abort();
  const { badge } = placesOf(order.directory, order.name);
  const ending = { badge, leader: program.pid, controlGroup };
  await endMembers(ending, cut === undefined ? strayGraceMs : order.stopGraceMs);
  const [code, signal] = await exited;
  const how = cut ?? (signal === null ? ('exited' as const) : ('killed' as const));
  return {
    ended: how,
    good: how === 'exited' && order.goodExitCodes.includes(code!),
    ...(code === null ? {} : { exitCode: code }),
    ...(signal === null ? {} : { signal }),
  };
}

/** Once a second, while something new was written: it may be lost, so it is not synced. */
function tellProgress(path: string, ring: OutputRing, redacted: Redaction): NodeJS.Timeout {
  let toldBytes = 0;
  return setInterval(() => {
    if (ring.written === toldBytes) return;
    toldBytes = ring.written;
    const { text, isCut } = ring.tail(redactionWindow + progressBytes);
    const lines = redacted(text, { isCut, isOpen: true })
      .split('\n')
      .filter(line => line.trim() !== '')
      .slice(-10)
      .map(line => line.slice(0, 300));
    const progress: RunProgress = { outputBytes: ring.written, lines };
    try {
      replaceUnsynced(path, JSON.stringify(progress));
    } catch {
      // A full disk: the run goes on without being watched.
    }
  }, progressEveryMs);
}

function keptOf(ring: OutputRing, redacted: Redaction): string {
  const { text, isCut } = ring.tail();
  return redacted(text, { isCut, isOpen: false });
}
